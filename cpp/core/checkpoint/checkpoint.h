// A GPT as files of Hugging Face's GPT-2 layout. Text and bytes in, text and bytes out: the core has no files. What is
// written here opens in GPT2LMHeadModel, and what that saves opens here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/safetensors.h"
#include "formats/tensor_index.h"
#include "transformer/parameters.h"

namespace attention {

struct Checkpoint {
  std::string config;   // the text of config.json
  std::string weights;  // the bytes of model.safetensors
};

/// Names as GPT2LMHeadModel.save_pretrained writes them ("transformer.wte.weight", ...), the head only where it is not
/// wte. A model without MLP (d_mlp 0) gets n_inner 0 and an MLP that adds nothing: ln_2 of ones and zeros, c_fc and
/// c_proj.weight without elements, c_proj.bias of zeros. Throws InputError if a weight is not finite, or too large for
/// dtype.
Checkpoint writeCheckpoint(const Parameters& parameters, Dtype dtype = Dtype::f32);

/// Reads a checkpoint whose weights come in pieces, each of which may be forgotten once it was taken: F32 and F16,
/// names with or without "transformer.". Sizes, names, shapes and dtypes are checked before memory is taken for the
/// weights. Biases that all blocks lack are absent from the model. Ignored: "h.N.attn.bias" and "h.N.attn.masked_bias"
/// (masks, not weights), and an lm_head.weight that is wte.weight again where the two are tied. Throws InputError that
/// names the key or tensor, quotes the value and says what was expected: an architecture other than GPT-2's, sizes that
/// requireValid refuses, a tensor that is missing, unknown, given twice or of a wrong shape, a dtype other than those
/// two, a weight that is not finite, or a file that readSafetensorsHeader refuses.
class CheckpointReader {
 public:
  /// beginning: the first bytes of model.safetensors, at least its header; size: of all of it.
  CheckpointReader(std::string_view config, std::string_view beginning, std::uint64_t size);
  CheckpointReader(const CheckpointReader&) = delete;
  CheckpointReader& operator=(const CheckpointReader&) = delete;

  const TransformerConfig& config() const { return parameters_.config; }

  /// Where in the file the bytes after the header begin.
  std::uint64_t dataBegin() const { return file_.data_begin; }

  /// The next bytes after the header, as many as there are at hand.
  void append(std::string_view bytes);

  /// The model, once all bytes were appended.
  Parameters finish();

 private:
  void takeParameters(TensorIndex& index);
  void takeCopies(TensorIndex& index);
  void copy(const StoredTensor& tensor, bool is_head);
  float*& destinationOf(const StoredTensor& tensor);
  void accept(const StoredTensor& tensor, std::string_view bytes, float* destination);

  Safetensors file_;
  Parameters parameters_;
  std::vector<float*> destinations_;  // of each of the file's tensors; null: its numbers are not wanted
  /// A tensor that is no part of the model but must agree with it: wte again, or zeros.
  struct Copy {
    const StoredTensor* tensor;
    bool is_head;
    std::vector<float> numbers;
  };
  std::vector<Copy> copies_;
  std::size_t tensor_ = 0;     // that the next byte belongs to
  std::int64_t position_ = 0;  // bytes taken
  std::string begun_;          // the first bytes of a number whose others are to come
};

/// The same for a whole model.safetensors.
Parameters readCheckpoint(std::string_view config, std::string_view weights);

}  // namespace attention
