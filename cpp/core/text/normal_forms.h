// The normalisation forms by the names that tokenizer.json has for them.
#pragma once

#include <string_view>

#include "text/tokenizer.h"

namespace attention {

struct FormName {
  std::string_view name;
  NormalForm form;
};

inline constexpr FormName kForms[] = {{"NFC", NormalForm::nfc},
                                      {"NFD", NormalForm::nfd},
                                      {"NFKC", NormalForm::nfkc},
                                      {"NFKD", NormalForm::nfkd},
                                      {"Lowercase", NormalForm::lowercase}};  // in the order of NormalForm

}  // namespace attention
