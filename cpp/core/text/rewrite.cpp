#include "text/rewrite.h"

#include <algorithm>

#include "base/utf8.h"
#include "text/charsmap.h"
#include "text/unicode_classes.h"

namespace attention {

namespace {

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result;
  for (std::size_t at = text.find(from); at != std::string_view::npos; at = text.find(from)) {
    result.append(text.substr(0, at)).append(to);
    text.remove_prefix(at + from.size());
  }
  return result.append(text);
}

std::string collapsed(std::string_view text, std::string_view to) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_not_of(' ', at), text.size());
    if (end > at + 1) {
      result.append(to);
      at = end;
    } else {
      result += text[at++];
    }
  }
  return result;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t start = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(start, text.find_last_not_of(' ') + 1 - start);
}

std::string_view stripped(std::string_view text, bool left, bool right) {
  std::size_t start = text.size(), end = 0;  // of what is not white space
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint c = decodeUtf8(text, at);
    if (!isWhiteSpace(c.value)) {
      start = std::min(start, at);
      end = at + c.length;
    }
    at += c.length;
  }
  if (!left) start = 0;
  if (!right) end = text.size();
  return end > start ? text.substr(start, end - start) : std::string_view();
}

}  // namespace

std::string rewritten(std::string_view text, const Rewrite& rewrite) {
  switch (rewrite.kind) {
    case Rewrite::Kind::prepend:
      return text.empty() ? std::string() : std::string(rewrite.to) + std::string(text);
    case Rewrite::Kind::replace:
      return replaced(text, rewrite.from, rewrite.to);
    case Rewrite::Kind::collapse:
      return collapsed(text, rewrite.to);
    case Rewrite::Kind::trim:
      return std::string(trimmed(text));
    case Rewrite::Kind::strip:
      return std::string(stripped(text, rewrite.strips_left, rewrite.strips_right));
    case Rewrite::Kind::charsmap:
      return mapped(text, rewrite.from);
    default:
      return std::string(text);
  }
}

}  // namespace attention
