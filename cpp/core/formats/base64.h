// Bytes as text: RFC 4648, section 4, with its padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace attention {

std::string toBase64(std::string_view bytes);

/// None if the text is anything else.
std::optional<std::string> fromBase64(std::string_view text);

}  // namespace attention
