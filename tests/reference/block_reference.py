#!/usr/bin/python3
"""The golden values that the core's readers of quantised blocks and of floats of one byte are held to.

    block_reference.py          writes block_golden.txt beside this file
    block_reference.py --check  exit status 1 if the committed file is not what this program makes

Written apart from cpp/core/math/blocks.cpp: there each number looks up its bits; here all integers of a block are laid
out as arrays of bits, in the order in which ggml's quantisers put them in, and numbers are made in double precision.

block_golden.txt: a line of `dtype count byte...` and one of `dtype:numbers count number...` for each dtype: random
blocks, whose scales are finite, and the numbers in them, to the digits that make a float.
"""

import pathlib
import sys

import numpy as np

GOLDEN = pathlib.Path(__file__).with_name("block_golden.txt")


def fields(block, sizes):
    """The block's bytes in parts of these sizes."""
    return np.split(block, np.cumsum(sizes)[:-1])


def half(two_bytes):
    return float(np.frombuffer(two_bytes.tobytes(), "<f2")[0])


def bits_of(data):
    """[bytes, 8]: lowest bit first."""
    return np.unpackbits(data[:, None], axis=1, bitorder="little")


def number_of(bits):
    """Integers whose bits, lowest first, are the last axis."""
    return (bits.astype(np.int64) << np.arange(bits.shape[-1])).sum(-1)


def legacy(bits, has_minimum):
    def numbers(block):
        scale, minimum, fifth, quants = fields(block, (2, 2 * has_minimum, 4 * (bits == 5), 16))
        nibbles = bits_of(quants).reshape(16, 2, 4).transpose(1, 0, 2).reshape(32, 4)
        if bits == 5:
            nibbles = np.concatenate([nibbles, bits_of(fifth).reshape(32, 1)], axis=1)
        integers = number_of(nibbles)
        if has_minimum:
            return half(scale) * integers + half(minimum)
        return half(scale) * (integers - 2 ** (bits - 1))

    return numbers


def q8_0(block):
    return half(block[:2]) * block[2:].view(np.int8).astype(float)


def planes(data, groups, width):
    """Bytes that each hold `8 / width` numbers of `width` bits, of which the lowest belong to the first run of
    data.size / groups numbers, and so on: [numbers, width]."""
    run = data.size // groups
    bits = bits_of(data).reshape(groups, run, 8 // width, width)
    return bits.transpose(0, 2, 1, 3).reshape(-1, width)


def q2_k(block):
    scales, quants, scale, minimum = fields(block, (16, 64, 2, 2))
    of_part = bits_of(scales).reshape(16, 2, 4)
    part_scale, part_minimum = number_of(of_part[:, 0]), number_of(of_part[:, 1])
    integers = number_of(planes(quants, 2, 2)).reshape(16, 16)
    return (half(scale) * part_scale[:, None] * integers - half(minimum) * part_minimum[:, None]).ravel()


def q3_k(block):
    third, quants, scales, scale = fields(block, (32, 64, 12, 2))
    low = planes(scales[:8], 1, 4)
    high = planes(scales[8:], 1, 2)
    part_scale = number_of(np.concatenate([low, high], axis=1)) - 32
    integers = number_of(np.concatenate([planes(quants, 2, 2), planes(third, 1, 1)], axis=1)) - 4
    return (half(scale) * part_scale[:, None] * integers.reshape(16, 16)).ravel()


def parts_of_45(scales):
    """Scales and minima of the eight parts of Q4_K and Q5_K: 12 bytes hold 16 numbers of six bits."""
    a, b, c = (bits_of(part) for part in np.split(scales, 3))
    scale = np.concatenate([a[:, :6], np.concatenate([c[:, :4], a[:, 6:]], axis=1)])
    minimum = np.concatenate([b[:, :6], np.concatenate([c[:, 4:], b[:, 6:]], axis=1)])
    return number_of(scale), number_of(minimum)


def q45_k(bits):
    def numbers(block):
        scale, minimum, scales, fifth, quants = fields(block, (2, 2, 12, 32 * (bits == 5), 128))
        integers = planes(quants, 4, 4)
        if bits == 5:
            integers = np.concatenate([integers, planes(fifth, 1, 1)], axis=1)
        part_scale, part_minimum = parts_of_45(scales)
        integers = number_of(integers).reshape(8, 32)
        return (half(scale) * part_scale[:, None] * integers - half(minimum) * part_minimum[:, None]).ravel()

    return numbers


def q6_k(block):
    low, high, scales, scale = fields(block, (128, 64, 16, 2))
    integers = number_of(np.concatenate([planes(low, 2, 4), planes(high, 2, 2)], axis=1)) - 32
    return (half(scale) * scales.view(np.int8).astype(float)[:, None] * integers.reshape(16, 16)).ravel()


def f8(exponent_bits, has_infinities):
    fraction_bits = 7 - exponent_bits
    bias = 2 ** (exponent_bits - 1) - 1

    def numbers(data):
        sign = np.where(data & 0x80, -1.0, 1.0)
        exponent = ((data & 0x7F) >> fraction_bits).astype(int)
        fraction = (data & (2**fraction_bits - 1)) / 2**fraction_bits
        return sign * np.where(exponent == 0, fraction * 2.0 ** (1 - bias), (1 + fraction) * 2.0 ** (exponent - bias))

    def is_finite(data):
        if has_infinities:
            return (data & 0x7C) != 0x7C
        return (data & 0x7F) != 0x7F

    every = np.arange(256).astype(np.uint8)
    return every[is_finite(every)], numbers


# dtype: bytes of a block, where its halves are, how its numbers are made
BLOCKS = {
    "Q4_0": (18, (0,), legacy(4, False)),
    "Q4_1": (20, (0, 2), legacy(4, True)),
    "Q5_0": (22, (0,), legacy(5, False)),
    "Q5_1": (24, (0, 2), legacy(5, True)),
    "Q8_0": (34, (0,), q8_0),
    "Q2_K": (84, (80, 82), q2_k),
    "Q3_K": (110, (108,), q3_k),
    "Q4_K": (144, (0, 2), q45_k(4)),
    "Q5_K": (176, (0, 2), q45_k(5)),
    "Q6_K": (210, (208,), q6_k),
}
COUNT = 2


def random_block(random, size, halves):
    block = random.integers(0, 256, size, dtype=np.uint8)
    for place in halves:
        scale = np.array([random.normal() * 0.1], dtype="<f2")
        block[place : place + 2] = scale.view(np.uint8)
    return block


def line(name, values):
    return f"{name} {len(values)} {' '.join(values)}\n"


def lines(dtype, data, numbers):
    shown = [str(number) for number in np.asarray(numbers, dtype=np.float32)]
    return line(dtype, [str(byte) for byte in data]) + line(dtype + ":numbers", shown)


def golden():
    random = np.random.default_rng(15)
    text = ""
    for dtype, (size, halves, numbers) in BLOCKS.items():
        blocks = [random_block(random, size, halves) for _ in range(COUNT)]
        text += lines(dtype, np.concatenate(blocks), np.concatenate([numbers(block) for block in blocks]))
    for dtype, exponent_bits, has_infinities in (("F8_E4M3", 4, False), ("F8_E5M2", 5, True)):
        data, numbers = f8(exponent_bits, has_infinities)
        text += lines(dtype, data, numbers(data))
    return text


def main():
    text = golden()
    if "--check" in sys.argv:
        sys.exit(0 if GOLDEN.read_text() == text else "block_golden.txt is not what block_reference.py makes")
    GOLDEN.write_text(text)


main()
