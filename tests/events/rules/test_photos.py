"""Whatever hides in a file that somebody sends, what is kept is pixels."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from events.rules.photos import LONGEST_SIDE, Box, Picture, covered, fresh_picture
from tests.pictures import picture

MARK = "N0VAYA-{}"
"""Eight of them, each where a camera, a phone or an editor leaves something."""
MARKERS = [MARK.format(n).encode() for n in range(8)]


def _exif(where: bytes, thumbnail: bytes) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = where.decode()  # ImageDescription
    exif.get_ifd(0x8825).update({1: "N", 2: (55.0, 45.0, 21.0), 29: where.decode()})  # GPS and its date
    exif.get_ifd(0x8769)[0x9286] = thumbnail  # UserComment
    return exif.tobytes()


def _segment(marker: int, payload: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload


def _thumbnail(mark: bytes) -> bytes:
    """Return a small picture with a comment, as cameras embed one."""
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG", comment=mark)
    return file.getvalue()


def _profile(mark: bytes) -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + mark


def marked_jpeg(markers: list[bytes], colour: str = "red") -> bytes:
    """Return a JPEG that carries EXIF with GPS, XMP, IPTC, a comment, a thumbnail, a profile, text and a tail."""
    gps, xmp, iptc, comment, thumbnail, icc, text, tail = markers
    file = BytesIO()
    Image.new("RGB", (64, 48), colour).save(
        file, "JPEG", exif=_exif(gps, _thumbnail(thumbnail)), comment=comment, icc_profile=_profile(icc)
    )
    start, rest = file.getvalue()[:2], file.getvalue()[2:]
    photoshop = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(iptc) + 5)
    photoshop += b"\x1c\x02\x78" + struct.pack(">H", len(iptc)) + iptc
    hidden = _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00<x>" + xmp + b"</x>")
    hidden += _segment(0xED, photoshop) + _segment(0xEB, b"JFXX\x00" + text)
    return start + hidden + rest + tail


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def marked_png(markers: list[bytes], colour: str = "red") -> bytes:
    """Return the same as a PNG, whose pieces are chunks."""
    gps, xmp, iptc, comment, thumbnail, icc, text, tail = markers
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", comment.decode())
    info.add_itxt("XML:com.adobe.xmp", xmp.decode())
    info.add_text("Raw profile type iptc", iptc.decode(), zip=False)
    info.add_text("Description", text.decode())
    file = BytesIO()
    Image.new("RGB", (64, 48), colour).save(
        file, "PNG", pnginfo=info, exif=_exif(gps, _thumbnail(thumbnail)), icc_profile=_profile(icc)
    )
    body, end = file.getvalue()[:-12], file.getvalue()[-12:]
    return body + _chunk(b"prVt", icc) + end + tail


def marked_webp(markers: list[bytes], colour: str = "red") -> bytes:
    """Return the same as a WebP, which has room for three of them and a tail."""
    gps, xmp, iptc, comment, thumbnail, icc, text, tail = markers
    file = BytesIO()
    Image.new("RGB", (64, 48), colour).save(
        file,
        "WEBP",
        exif=_exif(gps + iptc + comment + text, _thumbnail(thumbnail)),
        xmp=xmp,
        icc_profile=_profile(icc),
    )
    return file.getvalue() + tail


FILES = {"JPEG": marked_jpeg, "PNG": marked_png, "WEBP": marked_webp}


@pytest.mark.parametrize("kind", FILES)
def test_file_with_eight_markers_carries_them_all_before_and_none_afterwards(kind: str) -> None:
    original = FILES[kind](MARKERS)
    assert [mark for mark in MARKERS if mark not in original] == []

    kept = fresh_picture(original)

    assert [mark for mark in MARKERS if mark in kept.jpeg] == []
    with Image.open(BytesIO(kept.jpeg)) as found:
        assert (found.format, found.size) == ("JPEG", (64, 48))
        assert (dict(found.getexif()), found.info.keys() & {"comment", "icc_profile", "exif", "xmp"}) == (
            {},
            set(),
        )


@given(
    kind=st.sampled_from(sorted(FILES)),
    marks=st.lists(st.from_regex(rb"[A-Z0-9]{10,24}", fullmatch=True), min_size=8, max_size=8, unique=True),
)
def test_no_marker_ever_survives(kind: str, marks: list[bytes]) -> None:
    kept = fresh_picture(FILES[kind](marks)).jpeg

    assert [mark for mark in marks if mark in kept] == []
    assert kept == fresh_picture(FILES[kind](MARKERS)).jpeg  # nothing of them shows, not even in a byte


def test_photo_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned by a quarter

    kept = fresh_picture(picture(size=(60, 40), exif=exif.tobytes()))

    assert (kept.width, kept.height) == (40, 60)


def test_what_shines_through_is_white() -> None:
    file = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(file, "PNG")

    with Image.open(BytesIO(fresh_picture(file.getvalue()).jpeg)) as found:
        assert found.getpixel((10, 10)) == (255, 255, 255)


def test_large_photo_becomes_smaller() -> None:
    kept = fresh_picture(picture(size=(4_096, 1_024)))

    assert (kept.width, kept.height) == (LONGEST_SIDE, LONGEST_SIDE // 4)


def _claims(width: int, height: int) -> bytes:
    """Return a PNG of a hundred bytes that says it is this large."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", zlib.compress(b"")) + _chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("original", "code"),
    [
        (b"", "unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unreadable"),
        (picture(kind="GIF"), "unreadable"),
        (picture(kind="TIFF"), "unreadable"),
        (picture(size=(300, 300))[:400], "unreadable"),
        (picture(kind="PNG")[:60], "unreadable"),
        (picture() + b"\0" * 10_000_000, "too_large"),
        (_claims(5_001, 5_000), "too_many_pixels"),
        (_claims(60_000, 60_000), "too_many_pixels"),
    ],
    ids=[
        "nothing",
        "SVG",
        "GIF",
        "TIFF",
        "half a JPEG",
        "half a PNG",
        "11 MB",
        "25.005 megapixels",
        "a bomb",
    ],
)
def test_other_files_are_refused(original: bytes, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        fresh_picture(original)

    assert refused.value.code == code


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, of EXIF that makes no sense
@given(st.binary(max_size=400), st.sampled_from(sorted(FILES)), st.integers(0, 3_000))
def test_damaged_file_is_a_photo_or_refused_and_never_a_fault(noise: bytes, kind: str, at: int) -> None:
    whole = FILES[kind](MARKERS)

    try:
        kept = fresh_picture(whole[:at] + noise + whole[at + len(noise) :]).jpeg
    except ValidationError:
        kept = b""
    assert not any(mark in kept for mark in MARKERS)


def _grey(picture: Picture, at: tuple[int, int]) -> int:
    with Image.open(BytesIO(picture.jpeg)) as found:
        return int(found.convert("L").getpixel(at))  # type: ignore[arg-type]


def test_boxes_are_burned_in_and_the_rest_stays() -> None:
    before = fresh_picture(picture(size=(200, 100)))

    after = covered(
        before, [Box(left=0, top=0, width=25, height=50), Box(left=75, top=50, width=40, height=90)]
    )

    assert (after.width, after.height) == (200, 100)
    assert [_grey(after, at) < 20 for at in ((10, 10), (190, 90), (100, 50))] == [True, True, False]
