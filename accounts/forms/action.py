"""What every desk shares: fields taken from a model, a crispy layout, one action, its complaints beside the fields."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, Generic, TypeVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.forms.models import fields_for_model

from accounts.fields import refuse_hidden_characters
from accounts.models import User

Row = TypeVar("Row", bound=Model)


def _refuse_hidden_characters(form: forms.Form) -> None:
    """Say so where a stored row would be cleaned silently; `fields_for_model` leaves the model's validators behind."""
    for field in form.fields.values():
        is_text = isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField)
        if is_text and refuse_hidden_characters not in field.validators:
            field.validators.append(refuse_hidden_characters)


class ActionForm(forms.Form, Generic[Row]):
    """A form that ends in one action of `by`, which returns a `Row`.

    Subclasses write `layout` and `act`. Not a ModelForm: that would change the row in memory before the action,
    which alone may write, can see what was there. Forms that only need a model's fields name them:
    `model = Activist`, `model_fields = ("name", "language")`; fields declared in the class win.
    """

    model: ClassVar[type[Model] | None] = None
    model_fields: ClassVar[tuple[str, ...]] = ()
    field_of: ClassVar[dict[str, str]] = {}
    """{name in the action's complaint: field of this form}, where the two differ."""

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if self.model is not None:
            drawn = fields_for_model(self.model, fields=self.model_fields)
            self.fields = {**drawn, **self.fields}
        _refuse_hidden_characters(self)

    @property
    def helper(self) -> FormHelper:
        """The crispy helper; built when drawn, so that `layout` sees what the form became."""
        helper = FormHelper()
        helper.form_tag = False  # _parts/form.html owns the <form>; crispy adds the CSRF token
        helper.layout = self.layout()
        return helper

    def layout(self) -> Layout:
        """Return the order and grouping of the fields: all of them, as declared."""
        return Layout(*self.fields)

    @abstractmethod
    def act(self) -> Row:
        """Call the action with `cleaned_data` and return its row."""

    def perform(self) -> Row | None:
        """Check the fields, run the action and return its row; None means: show the form again, it says why."""
        if not self.is_valid():
            return None
        try:
            return self.act()
        except ValidationError as error:
            self.complain(error)
            return None

    def complain(self, error: ValidationError) -> None:
        """Put what the action refused beside the fields to blame; what has no field here stands above them."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            field = self.field_of.get(name, name)
            self.add_error(field if field in self.fields and field != NON_FIELD_ERRORS else None, errors)
