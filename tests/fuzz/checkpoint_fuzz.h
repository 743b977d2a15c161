// The readers of files from elsewhere, given any bytes: they may throw InputError and nothing else, crash never, and
// what they accept must survive being written and read again.
#pragma once

#include <string>
#include <string_view>

/// Both return what InputError said, or nothing if the bytes were accepted. They throw what else is thrown, and
/// std::logic_error if what was accepted does not come back the same.

/// config, a zero byte, weights: for readCheckpoint.
std::string fuzzCheckpoint(std::string_view bytes);

/// For resumedTraining, with the model and text of trainingStateSeed.
std::string fuzzTrainingState(std::string_view bytes);

/// Valid bytes for the two; of the checkpoints there are several kinds.
inline constexpr int kCheckpointSeeds = 4;
std::string checkpointSeed(int kind);
std::string trainingStateSeed();
