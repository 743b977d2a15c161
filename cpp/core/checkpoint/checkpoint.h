// A model as files of Hugging Face's layout, GPT-2's or that of a row of architectures.h. Text and bytes in, text and
// bytes out: the core has no files. What is written here opens in GPT2LMHeadModel, or the class that the row names, and
// what that saves opens here.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checkpoint/architectures.h"
#include "formats/safetensors.h"
#include "formats/tensor_index.h"
#include "formats/tensor_reader.h"
#include "transformer/parameters.h"

namespace attention {

struct Checkpoint {
  std::string config;   // the text of config.json
  std::string weights;  // the bytes of model.safetensors
};

/// Of GPT-2: names as GPT2LMHeadModel.save_pretrained writes them ("transformer.wte.weight", ...), the head only where
/// it is not wte. A model without MLP (d_mlp 0) gets n_inner 0 and an MLP that adds nothing: ln_2 of ones and zeros,
/// c_fc and c_proj.weight without elements, c_proj.bias of zeros. Throws InputError if a weight is not finite, or too
/// large for dtype.
Checkpoint writeCheckpoint(const Parameters& parameters, Dtype dtype = Dtype::f32,
                           std::span<const int> end_tokens = {});

/// Reads a checkpoint of one file of weights or several (shards), which come in pieces, each of which may be forgotten
/// once it was taken. Tensors are known by what they are:
///   names    with "transformer.", "model.", "module." and "_orig_mod." before them in any nesting, or without
///   head     lm_head.weight may stand in wte.weight's place or beside it; where the two differ, or config.json says
///            tie_word_embeddings false, the model has a head of its own
///   biases   those of a kind that all blocks lack are absent from the model
///   layout   products' weights are [in, out], or all of them [out, in], as nanoGPT has them
///   others   masks ("h.N.attn.bias", "h.N.attn.masked_bias") and heads of other tasks are passed over
/// Dtypes: F64, F32, F16, BF16. Sizes, names, shapes and dtypes are checked before memory is taken for the weights.
/// That is of GPT-2's; the files of other architectures have exactly the tensors of their rows, but for prefixes, the
/// head and what is passed over: which biases there are, config.json says.
/// Throws InputError that names the key or tensor, quotes the value and says what was expected: an architecture without
/// a row, sizes that requireValid refuses, a tensor that is missing, unknown, given twice or of a wrong shape, another
/// dtype, a weight that is not finite, or a file that readSafetensorsHeader refuses.
class CheckpointReader {
 public:
  explicit CheckpointReader(std::string_view config);
  CheckpointReader(const CheckpointReader&) = delete;
  CheckpointReader& operator=(const CheckpointReader&) = delete;

  const TransformerConfig& config() const { return parameters_.config; }

  /// One more file, before the first byte of any is appended. beginning: its first bytes, at least its header; size: of
  /// all of it; name: what errors call it. Returns where in the file the bytes after the header begin.
  std::uint64_t addFile(std::string_view name, std::string_view beginning, std::uint64_t size);
  /// The same for one that was read already, of whichever format; what its tensors are known_as are Hugging Face's
  /// names.
  std::uint64_t addFile(TensorFile file);

  /// The next bytes after the header, as many as there are at hand: those of the first file, then of the next.
  void append(std::string_view bytes);

  /// The model, once all bytes were appended.
  Parameters finish();

  /// The names of the tensors that were passed over, once a byte was appended.
  const std::vector<std::string>& passedOver() const { return passed_over_; }

 private:
  void layOut();
  void findTransposed(const TensorIndex& index);
  void takeParameters(TensorIndex& index);
  void takeHead(TensorIndex& index);
  void takeNoMlp(TensorIndex& index);
  void copy(const TensorIndex& index, const StoredTensor& tensor, bool is_head);
  std::int64_t end() const;
  struct Destination {
    const StoredTensor* tensor;
    std::span<float> numbers;
    const StoredPart* part;  // says where else they belong; null: they stay as they are stored
  };
  void takeParts(TensorIndex& index);
  const Destination* destinationOf(const StoredTensor& tensor) const;
  void begin(const StoredTensor& tensor);
  void finishTensor();
  void takePart(std::string_view bytes);
  void requireAgreement();
  void transposeAll();

  std::vector<TensorFile> files_;
  Parameters parameters_;
  std::vector<std::string> passed_over_;
  bool is_laid_out_ = false;
  bool is_transposed_ = false;
  std::shared_ptr<const std::vector<StoredPart>> parts_;  // of other architectures; others have no code to end them
  std::vector<Destination> destinations_;                 // a tensor that is not here is not wanted
  /// A tensor that is no part of the model unless it differs: a head that may be wte again, or zeros.
  struct Copy {
    std::string place;  // what errors call it
    bool is_head;
    Floats numbers;
  };
  std::vector<Copy> copies_;
  std::size_t file_ = 0;       // that the next byte belongs to
  std::size_t tensor_ = 0;     // of that file
  std::int64_t position_ = 0;  // bytes taken of it
  const Destination* destination_ = nullptr;
  Floats staged_;                       // a tensor's numbers as they are stored, where they belong elsewhere
  std::optional<TensorReader> reader_;  // of the tensor at hand, where that is wanted
};

/// The same for a whole model.safetensors.
Parameters readCheckpoint(std::string_view config, std::string_view weights);

}  // namespace attention
