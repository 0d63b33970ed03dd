"""Spanish date formats, where Django's own have no name of a month or read badly."""

SHORT_DATE_FORMAT = "j b Y"
