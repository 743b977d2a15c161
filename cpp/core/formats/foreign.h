// Files that are not what their names say: what a download or a habit puts in a checkpoint's place.
#pragma once

#include <string_view>

namespace attention {

/// Throws InputError that calls the file what it is, and says the way out, if it begins as one of these does: a Git LFS
/// pointer, a web page, what torch.save writes (a ZIP archive or a Python pickle). `name` is what the error calls the
/// file.
void refuseForeign(std::string_view beginning, std::string_view name);

}  // namespace attention
