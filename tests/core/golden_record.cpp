#include "golden_record.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace golden {

namespace {

std::string percentDecoded(const std::string& text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%';
    decoded += is_escape ? static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16)) : text[i];
    if (is_escape) i += 2;
  }
  return decoded;
}

std::vector<std::string> valuesOf(std::istream& line) {
  std::size_t count = 0;
  line >> count;
  std::vector<std::string> values;
  for (std::string value; line >> value;) values.push_back(percentDecoded(value));
  if (values.size() != count) throw std::runtime_error("golden values: a line has not as many values as it says");
  return values;
}

}  // namespace

std::size_t Record::count(const std::string& beginning) const {
  return static_cast<std::size_t>(std::count_if(values_.begin(), values_.end(),
                                                [&](const auto& entry) { return entry.first.starts_with(beginning); }));
}

attention::Vector Record::numbers(const std::string& name) const {
  const std::vector<std::string>& values = texts(name);
  attention::Vector result(static_cast<Eigen::Index>(values.size()));
  std::transform(values.begin(), values.end(), result.begin(),
                 [](const std::string& value) { return std::stod(value); });
  return result;
}

std::vector<int> Record::integers(const std::string& name) const {
  std::vector<int> result;
  for (const std::string& value : texts(name)) result.push_back(std::stoi(value));
  return result;
}

std::vector<Line> linesOf(const char* text) {
  std::vector<Line> result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields(line);
    std::string name;
    fields >> name;
    result.push_back({name, valuesOf(fields)});
  }
  return result;
}

}  // namespace golden
