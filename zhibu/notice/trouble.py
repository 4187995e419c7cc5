"""Why a message was not delivered, in one sentence without any address."""


class Trouble(Exception):
    """`is_final`: trying again would not help."""

    def __init__(self, sentence: str, *, is_final: bool = False) -> None:
        super().__init__(sentence)
        self.sentence, self.is_final = sentence, is_final
