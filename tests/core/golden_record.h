// How the files of tests/reference are read: one record a line, `name count value...`, texts percent-encoded.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "math/matrix.h"

namespace golden {

/// Named lists of values, as the file has them.
class Record {
 public:
  void add(const std::string& name, std::vector<std::string> values) { values_[name] = std::move(values); }
  bool has(const std::string& name) const { return values_.contains(name); }

  /// How many names begin so.
  std::size_t count(const std::string& beginning) const;

  const std::vector<std::string>& texts(const std::string& name) const { return values_.at(name); }
  const std::string& text(const std::string& name) const { return values_.at(name).at(0); }
  attention::Vector numbers(const std::string& name) const;
  double number(const std::string& name) const { return numbers(name)[0]; }
  std::vector<int> integers(const std::string& name) const;
  int integer(const std::string& name) const { return integers(name).at(0); }

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

/// One line of a file.
struct Line {
  std::string name;
  std::vector<std::string> values;
};

/// Throws std::runtime_error if a line has not as many values as it says.
std::vector<Line> linesOf(const char* text);

}  // namespace golden
