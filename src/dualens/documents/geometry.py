"""From PDF user space to the page as it is shown: crop box and rotation applied."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where a page stands in user space (points) and how it is turned.

    Attributes:
        left, bottom, right, top: The visible part (crop box within media box), user space.
        turn: Clockwise quarter turns on display, 0 to 3.
    """

    left: float
    bottom: float
    right: float
    top: float
    turn: int = 0

    @property
    def width(self) -> float:
        """Of the page as shown, points."""
        return self.top - self.bottom if self.turn % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Of the page as shown, points."""
        return self.right - self.left if self.turn % 2 else self.top - self.bottom

    def shown(self, boxes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Boxes (n, 4: left, top, right, bottom) of user space as shown, origin top left."""
        left, top, right, bottom = boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3]
        out = np.empty_like(boxes)
        match self.turn % 4:
            case 0:
                columns = (left - self.left, self.top - top, right - self.left, self.top - bottom)
            case 1:
                columns = (
                    bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
                )  # fmt: skip
            case 2:
                columns = (
                    self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
                )  # fmt: skip
            case _:
                columns = (self.top - top, self.right - right, self.top - bottom, self.right - left)
        for at, column in enumerate(columns):
            out[:, at] = column
        return out
