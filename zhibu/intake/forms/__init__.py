"""A higher body's own form, .xlsx or .docx: its table recognised, filled and given back in the same layout."""

from zhibu.intake.forms.filling import fill
from zhibu.intake.forms.recognising import Asked, FormTable, recognise

__all__ = ["Asked", "FormTable", "fill", "recognise"]
