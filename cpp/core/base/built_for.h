// For which models the core is built. Readers of a GPT-2 do not download what only other models need: their module is
// linked with a core that has no code for these.
#pragma once

#ifndef PAY_ATTENTION_EVERY_MODEL
#define PAY_ATTENTION_EVERY_MODEL 1
#endif

#include <cstddef>
#include <memory>
#include <type_traits>
#include <vector>

namespace attention {

/// false: architectures other than GPT-2's, and files other than safetensors, are refused. A condition on it costs
/// nothing where it is false.
inline constexpr bool kEveryModel = PAY_ATTENTION_EVERY_MODEL != 0;

/// A member that only other models have: a T, or nothing that has to be made, moved and taken away.
template <class T, class Nothing>
using OfEveryModel = std::conditional_t<kEveryModel, T, Nothing>;

/// In place of a list of which the small core never has any.
template <class T>
struct NoList {
  static constexpr bool empty() { return true; }
  static constexpr std::size_t size() { return 0; }
  static T* begin() { return nullptr; }
  static T* end() { return nullptr; }
  static T& back() { return *begin(); }
  T& operator[](std::size_t) const { return *begin(); }
  static void push_back(const T&) {}
};

template <class T>
using ListOfEveryModel = OfEveryModel<std::vector<T>, NoList<T>>;

/// In place of what is made only where there is such a list.
template <class T>
struct NoPointer {
  T* operator->() const { return nullptr; }
  NoPointer& operator=(std::unique_ptr<T>) { return *this; }
};

template <class T>
using PointerOfEveryModel = OfEveryModel<std::unique_ptr<T>, NoPointer<T>>;

}  // namespace attention
