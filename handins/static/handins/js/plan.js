// Plan a day of action: the count follows the ticks, and one button ticks a whole section. The page works without it.

const form = document.querySelector("[data-plan]");

const boxes = (part) => [...part.querySelectorAll("input[name='missions']:not(:disabled)")];
const isTicked = (box) => box.type === "hidden" || box.checked;

function count() {
  const ticked = boxes(form).filter(isTicked).length;
  for (const shown of form.querySelectorAll("[data-plan-count]")) shown.textContent = ticked;
  for (const group of form.querySelectorAll("[data-plan-group]")) {
    group.querySelector("[data-plan-ticked]").textContent = boxes(group).filter(isTicked).length;
  }
}

if (form) {
  form.addEventListener("change", count);
  for (const group of form.querySelectorAll("[data-plan-group]")) {
    const button = group.querySelector("[data-plan-all]");
    button.hidden = boxes(group).length < 2;
    button.addEventListener("click", () => {
      const all = boxes(group).every(isTicked);
      for (const box of boxes(group)) box.checked = !all;
      count();
    });
  }
}
