"""Pack the rows that have a word, and its positions in each of them, into few bytes."""

import numpy as np

from articles.search.arrays import Bytes, Ints, spans

_BLOCK = 256  # rows whose numbers differ only in the lowest byte
_MORE = 255  # in packed positions: the next byte continues the distance


def packed_size(count: int, total: int) -> int:
    """Return the bytes of a packed list of ``count`` out of ``total`` rows."""
    return min(_sizes(count, total))


def is_bitmap(count: int, total: int) -> bool:
    """Return whether a list of rows is packed as a bit for each row."""
    return _form(count, total) == 0


def _form(count: int, total: int) -> int:
    sizes = _sizes(count, total)
    return sizes.index(min(sizes))


def _sizes(count: int, total: int) -> tuple[int, int, int]:
    """Return the size as a bitmap, as one byte for each row of a block, and as four bytes for each row."""
    return -(-total // 8), 2 * -(-total // _BLOCK) + count, 4 * count


def pack(rows: Ints, total: int) -> Bytes:
    """Pack sorted rows in the smallest of the three forms."""
    form = _form(len(rows), total)
    if form == 0:
        bits = np.zeros(total, bool)
        bits[rows] = True
        return np.packbits(bits)
    if form == 1:
        blocks = np.bincount(rows // _BLOCK, minlength=-(-total // _BLOCK)).astype("<u2")
        return np.concatenate([blocks.view(np.uint8), (rows % _BLOCK).astype(np.uint8)])
    return rows.astype("<u4").view(np.uint8)


def unpack(data: Bytes, count: int, total: int) -> Ints:
    """Return the sorted rows of a packed list."""
    form = _form(count, total)
    if form == 0:
        return np.flatnonzero(np.unpackbits(data, count=total).view(bool))
    if form == 1:
        number = -(-total // _BLOCK)
        # Arrays in a file may be unaligned.
        blocks = np.frombuffer(data[: 2 * number].tobytes(), "<u2")
        firsts = np.repeat(np.arange(number, dtype=np.int64) * _BLOCK, blocks)
        firsts += data[2 * number :]
        return firsts
    return np.frombuffer(data.tobytes(), "<u4").astype(np.int64)


def pack_positions(counts: Ints, positions: Ints) -> Bytes:
    """Pack the positions of a word: ``counts`` in each row, at least one, ascending.

    A byte holds the distance from the position before it, or from 0 at the beginning of a row; 255 means that
    the next byte adds to it. Behind these bytes a bit for each of them marks the beginnings of rows.
    """
    places = np.cumsum(counts) - counts
    distances = positions.astype(np.int64)
    distances[1:] -= positions[:-1]
    distances[places] = positions[places]
    longer = distances // _MORE
    ends = np.cumsum(longer + 1)
    stream = np.full(int(ends[-1]) if len(ends) else 0, _MORE, np.uint8)
    stream[ends - 1] = distances % _MORE
    begins = np.zeros(len(stream), bool)
    begins[(ends - 1 - longer)[places]] = True
    return np.concatenate([stream, np.packbits(begins)])


def unpack_positions(data: Bytes, rows: Ints | None = None) -> tuple[Ints, Ints]:
    """Return the number of positions in each row, and all positions; ``rows`` restricts it to these rows.

    Rows are counted among those with the word.
    """
    size = 8 * len(data) // 9
    stream, begins = data[:size], np.flatnonzero(np.unpackbits(data[size:], count=size).view(bool))
    if rows is not None:
        lengths = np.diff(begins, append=size)[rows]
        stream = stream[spans(begins[rows], lengths)]
        begins = np.cumsum(lengths) - lengths
    is_end = stream < _MORE
    ends = np.flatnonzero(is_end)
    counts = np.add.reduceat(is_end, begins, dtype=np.int64) if len(begins) else begins
    # Sums may exceed 32 bits and wrap around; differences within a row do not.
    sums = np.cumsum(stream, dtype=np.uint32)
    before = sums[begins] - stream[begins]
    return counts, sums[ends] - np.repeat(before, counts)
