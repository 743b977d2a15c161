// Eigen's SSE packets include this header, which Emscripten does not have, and use nothing of it.
