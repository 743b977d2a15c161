#include "text/tokenizer_json_fields.h"

namespace attention {

namespace {

constexpr int kDeepest = 16;  // sequences in each other

void addParts(const JsonValue& component, std::string_view list, int depth, std::vector<JsonValue>& parts) {
  if (!hasType(component, "Sequence")) return parts.push_back(component);
  if (depth == kDeepest) component.refuse("no sequence in {} others", {kDeepest});
  for (const JsonValue part : component.member(list).elements()) addParts(part, list, depth + 1, parts);
}

}  // namespace

std::optional<JsonValue> present(const JsonValue& object, std::string_view key) {
  const std::optional<JsonValue> value = object.find(key);
  return value && !value->isNull() ? value : std::nullopt;
}

bool flagOf(const JsonValue& object, std::string_view key, bool missing) {
  const std::optional<JsonValue> value = present(object, key);
  return value ? value->boolean() : missing;
}

void requireType(const JsonValue& component, std::string_view type) {
  const JsonValue value = component.member("type");
  if (value.text() != type) value.refuse("{}", {Quoted{type}});
}

bool hasType(const JsonValue& component, std::string_view type) { return component.member("type").text() == type; }

std::vector<JsonValue> partsOf(const JsonValue& root, std::string_view key, std::string_view list) {
  std::vector<JsonValue> parts;
  const std::optional<JsonValue> component = present(root, key);
  if (component) addParts(*component, list, 0, parts);
  return parts;
}

}  // namespace attention
