"""How static files are stored: hashed names, compressed, made by collectstatic."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

OUR_SCRIPTS = "handins/js/*.js"


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Leaves out the source maps that Bootstrap's files point to: they are not shipped.

    Our own scripts import each other by their hashed names, so that no phone mixes two versions.
    """

    patterns = (
        *(
            (glob, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
            for glob, rules in CompressedManifestStaticFilesStorage.patterns
        ),
        (OUR_SCRIPTS, CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )
