// safetensors files put together and taken apart by hand.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

/// A file with this header and these bytes behind it.
inline std::string fileOf(std::string_view header, std::string_view data) {
  const std::uint64_t length = header.size();
  std::string file(sizeof length, '\0');
  std::memcpy(file.data(), &length, sizeof length);
  return file.append(header).append(data);
}

inline std::string_view headerIn(std::string_view file) {
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), sizeof length);
  return file.substr(sizeof length, static_cast<std::size_t>(length));
}

inline std::string_view dataIn(std::string_view file) { return file.substr(8 + headerIn(file).size()); }

/// The text with the first `from` replaced; `from` must be there.
inline std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  return std::string(text).replace(text.find(from), from.size(), to);
}

/// The file with the first `from` in its header replaced.
inline std::string withHeader(std::string_view file, std::string_view from, std::string_view to) {
  return fileOf(replaced(headerIn(file), from, to), dataIn(file));
}
