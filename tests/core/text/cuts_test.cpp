#include "text/cuts.h"

#include "doctest.h"

using attention::Cut;
using Parts = std::vector<std::string>;

namespace {

Parts partsOf(std::string_view text, const std::vector<Cut>& cuts, bool is_first = true) {
  const attention::Cutter cutter;
  std::vector<std::string> made(cuts.size());
  attention::CutText cut{text, {{0, text.size()}}, is_first};
  for (std::size_t i = 0; i < cuts.size(); ++i) cutter.cut(cut, cuts[i], made[i]);
  Parts parts;
  for (const auto [start, end] : cut.parts) parts.emplace_back(cut.text.substr(start, end - start));
  return parts;
}

Cut mark(Cut::Prepend prepend, bool splits) {
  return {.at = Cut::At::mark, .text = "\u2581", .prepend = prepend, .splits = splits};
}

}  // namespace

TEST_CASE("texts are cut as cl100k's and Qwen 2's patterns say") {
  const auto cl100k = [](std::string_view text) { return partsOf(text, {{.at = Cut::At::cl100k}}); };
  CHECK(cl100k("I'LL we'd it'ſ 'x") == Parts{"I", "'LL", " we", "'d", " it", "'ſ", " '", "x"});
  CHECK(cl100k("\tab!cd\u00a0é") == Parts{"\tab", "!cd", "\u00a0é"});
  CHECK(cl100k("12345 6") == Parts{"123", "45", " ", "6"});
  CHECK(cl100k("a ??\n\n b") == Parts{"a", " ??\n\n", " b"});
  CHECK(cl100k("a  \n \n  b  ") == Parts{"a", "  \n \n", " ", " b", "  "});
  CHECK(cl100k("\nab") == Parts{"\n", "ab"});
  CHECK(partsOf("a 123", {{.at = Cut::At::qwen2}}) == Parts{"a", " ", "1", "2", "3"});
  CHECK(partsOf("a 123", {{.at = Cut::At::gpt2}}) == Parts{"a", " 123"});
}

TEST_CASE("numbers, punctuation, words and white space are places of a text") {
  CHECK(partsOf("a12²b", {{.at = Cut::At::number}}) == Parts{"a", "1", "2", "²", "b"});
  CHECK(partsOf("a12²b", {{.at = Cut::At::number, .way = Cut::Way::contiguous}}) == Parts{"a", "12²", "b"});
  CHECK(partsOf("a$—b", {{.at = Cut::At::punctuation}}) == Parts{"a", "$", "—", "b"});
  CHECK(partsOf("a_é\u0301  b!?€", {{.at = Cut::At::words, .way = Cut::Way::removed, .is_inverted = true}}) ==
        Parts{"a_é\u0301", "b", "!?€"});
  CHECK(partsOf(" a\u0085b\u3000", {{.at = Cut::At::white_space, .way = Cut::Way::removed}}) == Parts{"a", "b"});
  CHECK(partsOf("", {{.at = Cut::At::number}}).empty());
}

TEST_CASE("places stand by themselves, go, or join what is beside them") {
  const auto at = [](Cut::Way way, bool is_inverted = false) {
    return partsOf("--a-b--", {{.at = Cut::At::text, .way = way, .is_inverted = is_inverted, .text = "-"}});
  };
  CHECK(at(Cut::Way::isolated) == Parts{"-", "-", "a", "-", "b", "-", "-"});
  CHECK(at(Cut::Way::removed) == Parts{"a", "b"});
  CHECK(at(Cut::Way::removed, true) == Parts{"-", "-", "-", "-", "-"});
  CHECK(at(Cut::Way::contiguous) == Parts{"--", "a", "-", "b", "--"});
  CHECK(at(Cut::Way::with_previous) == Parts{"-", "-", "a-", "b-", "-"});
  CHECK(at(Cut::Way::with_next) == Parts{"-", "-a", "-b", "-", "-"});
}

TEST_CASE("spaces become visible, and one comes before what does not begin so") {
  CHECK(partsOf("a b", {mark(Cut::Prepend::always, true)}) == Parts{"▁a", "▁b"});
  CHECK(partsOf("a b", {mark(Cut::Prepend::always, false)}) == Parts{"▁a▁b"});
  CHECK(partsOf(" a  b", {mark(Cut::Prepend::always, true)}) == Parts{"▁a", "▁", "▁b"});
  CHECK(partsOf("a b", {mark(Cut::Prepend::never, true)}) == Parts{"a", "▁b"});
  CHECK(partsOf("a", {mark(Cut::Prepend::first, true)}) == Parts{"▁a"});
  CHECK(partsOf("a", {mark(Cut::Prepend::first, true)}, false) == Parts{"a"});
  const Cut words{.at = Cut::At::white_space, .way = Cut::Way::removed};
  CHECK(partsOf("a b", {words, mark(Cut::Prepend::first, true)}) == Parts{"▁a", "b"});
}
