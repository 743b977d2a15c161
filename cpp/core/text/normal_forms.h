// The normalisation forms by the names that tokenizer.json has for them.
#pragma once

#include "text/tokenizer.h"

namespace attention {

struct FormName {
  const char* name;
  NormalForm form;
};

inline constexpr FormName kForms[] = {{"NFC", NormalForm::nfc},
                                      {"NFD", NormalForm::nfd},
                                      {"NFKC", NormalForm::nfkc},
                                      {"NFKD", NormalForm::nfkd},
                                      {"Lowercase", NormalForm::lowercase}};  // in the order of NormalForm

inline const char* nameOf(NormalForm form) { return kForms[static_cast<int>(form)].name; }

}  // namespace attention
