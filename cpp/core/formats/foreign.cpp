#include "formats/foreign.h"

#include "base/input_error.h"
#include "base/utf8.h"

namespace attention {

namespace {

constexpr const char* kConversion =
    "python -c \"import torch, safetensors.torch as s; s.save_file({k: v.clone() for k, v in "
    "torch.load('pytorch_model.bin', map_location='cpu', weights_only=True).items()}, 'model.safetensors')\"";

bool isPage(std::string_view beginning) {
  const std::size_t first = beginning.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && beginning[first] == '<';
}

bool isPickle(std::string_view beginning) {
  return beginning.size() > 2 && beginning[0] == '\x80' && beginning[1] >= 1 && beginning[1] <= 5;
}

}  // namespace

void refuseForeign(std::string_view beginning, std::string_view name) {
  beginning = withoutByteOrderMark(beginning);
  if (beginning.starts_with("version https://git-lfs")) {
    refuse(name, "is a Git LFS pointer, not the file itself: {} fetches it", {"git lfs pull"});
  }
  if (isPage(beginning)) refuse(name, "is a web page, not the file itself: its download link leads to that");
  if (beginning.starts_with("PK\x03\x04")) {
    refuse(name, "is a ZIP archive, as torch.save writes them, not safetensors; this converts it: {}", {kConversion});
  }
  if (isPickle(beginning)) {
    refuse(name, "is a Python pickle, which may run any program, not safetensors; this converts it: {}", {kConversion});
  }
}

}  // namespace attention
