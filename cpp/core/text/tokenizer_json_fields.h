// What the readers of tokenizer.json's parts share.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "formats/json.h"

namespace attention {

/// The member, unless it is null or not there at all.
std::optional<JsonValue> present(const JsonValue& object, std::string_view key);

bool flagOf(const JsonValue& object, std::string_view key, bool missing = false);

bool hasType(const JsonValue& component, std::string_view type);
void requireType(const JsonValue& component, std::string_view type);

/// The component, or the parts of a "Sequence", which `list` names, and of those within it. None where the component is
/// null or missing.
std::vector<JsonValue> partsOf(const JsonValue& root, std::string_view key, std::string_view list);

}  // namespace attention
