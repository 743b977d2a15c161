#!/usr/bin/python3
"""The golden values that the core's tokenizers are held to, by SentencePiece itself: small models, and what it makes
of texts.

    sentence_pieces.py          writes pieces_golden.txt beside this file
    sentence_pieces.py --check  exit status 1 if the committed file is not what this program makes

It needs SentencePiece (Debian: python3-sentencepiece, 0.1.97); the tests only need the file.

pieces_golden.txt: one record a line, `name count value...`, texts percent-encoded. `case` begins a model: `model` is
its tokenizer.model in Base64; then for each text `text`, its `ids` and the `decoded` of these (no value: the empty
text).
"""

import base64
import io
import os
import pathlib
import sys
import tempfile
from urllib.parse import quote

import sentencepiece

PATH = pathlib.Path(__file__).with_name("pieces_golden.txt")

LEARNED = [
    "the quick brown fox jumps over the lazy dog",
    "the lazy dog sleeps while the quick foxes jump",
    "a fox and a dog, a dog and a fox: 12 foxes, 24 dogs!",
    "die schnellen Füchse, die faulen Hunde",
    "hahaha  hahahaha   aaaa aaaaaaa",
] * 4

RUNS = "hahahahahahaha aaaaaaaaa"

TEXTS = [
    "",
    " ",
    "the fox",
    "  the  fox  ",
    "The FOXES jumped over 狐 and é",
    RUNS,
    "12 24 124!\n\tover\u3000the\u00a0dog",
    "ﬁne ＡＢＣ ½ \U0001F98A\u200d",
    "the\u2581lazy\u2581\u2581fox",
    "xyz\u0000\u0001 die Füchse",
    "F\u0301u\u0308chse ﬃ Å",
    "the<sep>fox <sep> dog",
]

# What characters become: a tab, what it becomes; code points in hexadecimal.
RULES = "41\t61\nFB01\t66 69\nFB03\t66 66 69\n75 308\tFC\n3000\t20\nA0\t20\n9\t20\n1\t\n"

CASES = {
    "bpe": {"model_type": "bpe", "byte_fallback": True, "normalization_rule_name": "identity", "vocab_size": 340,
            "remove_extra_whitespaces": False},
    "bpe_without_bytes": {"model_type": "bpe", "normalization_rule_name": "identity", "vocab_size": 80,
                          "add_dummy_prefix": False, "remove_extra_whitespaces": False},
    "bpe_with_rules": {"model_type": "bpe", "byte_fallback": True, "vocab_size": 330, "rules": RULES},
    "bpe_across_words": {"model_type": "bpe", "byte_fallback": True, "normalization_rule_name": "identity",
                         "vocab_size": 360, "split_by_whitespace": False, "allow_whitespace_only_pieces": True,
                         "user_defined_symbols": ["<sep>"], "bos_id": -1},
    "unigram": {"model_type": "unigram", "normalization_rule_name": "identity", "vocab_size": 70,
                "remove_extra_whitespaces": False},
    "unigram_with_bytes": {"model_type": "unigram", "byte_fallback": True, "vocab_size": 320, "rules": RULES,
                           "unk_id": 2, "bos_id": 0, "eos_id": 1},
}


def trained(options):
    options = dict(options)
    model = io.BytesIO()
    if "rules" in options:
        pathlib.Path("rules.tsv").write_text(options.pop("rules"), encoding="utf-8")
        options["normalization_rule_tsv"] = "rules.tsv"
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(LEARNED), model_writer=model, minloglevel=2,
                                             hard_vocab_limit=False, num_threads=1, **options)
    return model.getvalue()


def main():
    os.chdir(tempfile.mkdtemp())  # the name of the file with the rules is in the model
    lines = []

    def record(name, values):
        lines.append(" ".join([name, str(len(values)), *values]))

    for name, options in CASES.items():
        model = trained(options)
        pieces = sentencepiece.SentencePieceProcessor(model_proto=model)
        record("case", [name])
        record("model", [base64.b64encode(model).decode()])
        for text in TEXTS:
            # Its pieces can be in any order, and SentencePiece's float sums then differ in their last bit.
            if text == RUNS and options["model_type"] == "unigram":
                continue
            ids = pieces.encode(text)
            record("text", [quote(text, safe="")] if text else [])
            record("ids", [str(id) for id in ids])
            decoded = pieces.decode(ids)
            record("decoded", [quote(decoded, safe="")] if decoded else [])
    made = "\n".join(lines) + "\n"
    if "--check" in sys.argv:
        sys.exit(0 if PATH.read_text() == made else 1)
    PATH.write_text(made)


if __name__ == "__main__":
    main()
