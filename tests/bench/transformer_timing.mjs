// Times the transformer's core and what it is measured against. Runs under Node and in a page: it imports nothing, and
// takes and returns plain values.
const layouts = ['nn', 'nt', 'tn']; // as attention::Layout counts them
const sizes = [64, 128, 256, 512, 65, 100, 172, 250];
export const referenceShape = { V: 256, L: 2, H: 4, C: 64, F: 256, T: 64, B: 8 };
export const llamaShape = { V: 512, L: 5, H: 8, C: 64, F: 172, T: 256 };

/** The program's exports. What it imports is never called, or need not answer. */
async function start(bytes) {
  const module = await WebAssembly.compile(bytes);
  const imports = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = kind === 'tag' ? new WebAssembly.Tag({ parameters: ['i32'] }) : () => 0;
  }
  const { exports } = await WebAssembly.instantiate(module, imports);
  exports._initialize();
  return exports;
}

const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];

/**
 * Milliseconds of one run of each contestant, minimum and median of so many samples, taken in turn. A sample is as many
 * runs as take about `milliseconds`: less than a busy system gives a program at a time, so that the minimum is of one
 * that nothing interrupted.
 */
function race(contestants, { samples = 100, milliseconds = 2 } = {}) {
  const timed = (run, times) => {
    const begin = performance.now();
    run(times);
    return performance.now() - begin;
  };
  const entries = Object.entries(contestants).map(([name, run]) => {
    timed(run, 1); // warms up
    let times = 1;
    while (Math.min(timed(run, times), timed(run, times)) < milliseconds / 2) times *= 2;
    return { name, run, times, samples: [] };
  });
  for (let i = 0; i < samples; ++i) {
    for (const entry of entries) entry.samples.push(timed(entry.run, entry.times) / entry.times);
  }
  return Object.fromEntries(
    entries.map(({ name, samples }) => [name, { minimum: Math.min(...samples), median: median(samples) }]),
  );
}

function timeProducts(core, eigen) {
  const results = [];
  for (const size of sizes) {
    for (const [layout, name] of layouts.entries()) {
      const sums = [core, eigen].map((program) => {
        program.prepareProduct(layout, size, size, size);
        program.multiply(layout, 1);
        return program.sumOfProduct();
      });
      if (!(Math.abs(sums[0] - sums[1]) <= 1e-4 * sums[1])) {
        throw new Error(`${size} ${name}: the core's sum is ${sums[0]}, Eigen's ${sums[1]}`);
      }
      const times = race({
        core: (times) => core.multiply(layout, times),
        eigen: (times) => eigen.multiply(layout, times),
      });
      results.push({ size, layout: name, flops: 2 * size ** 3, times });
    }
  }
  return results;
}

function prepare(core, { V, L, H, C, F, T, B = 1 }) {
  const parameters = core.prepareModel(V, L, H, C, F, T);
  core.prepareTraining(B);
  return parameters;
}

/** A step of the reference shape, in turn with Eigen's product at 256. */
function timeTraining(core, eigen) {
  const { T, B } = referenceShape;
  const parameters = prepare(core, referenceShape);
  eigen.prepareProduct(0, 256, 256, 256);
  core.trainSteps(1);
  const before = core.allocations();
  const times = race(
    { step: core.trainSteps, product: (times) => eigen.multiply(0, times) },
    { samples: 60 },
  );
  return {
    parameters,
    flops: 6 * parameters * T * B,
    productFlops: 2 * 256 ** 3,
    times,
    loss: core.trainSteps(1),
    allocations: core.allocations() - before,
  };
}

/** Tokens of one sequence, from one token to a full context. */
function timeGeneration(core) {
  const results = [];
  for (const shape of [referenceShape, llamaShape]) {
    const parameters = prepare(core, shape);
    const tokens = shape.T - 1;
    const generate = (temperature) => (times) => {
      for (let i = 0; i < times; ++i) core.generateTokens(tokens, temperature);
    };
    results.push({
      shape,
      parameters,
      tokens,
      times: race({ greedy: generate(0), sampled: generate(0.8) }, { samples: 30 }),
    });
  }
  return results;
}

/** A step of one sequence as one size grows: time, and the memory of model, moments, gradients and activations. */
function timeGrowth(core, name, values) {
  return values.map((value) => {
    const shape = { ...referenceShape, B: 1, [name]: value };
    if (name === 'C') shape.F = 4 * value;
    prepare(core, shape);
    const { step } = race({ step: core.trainSteps }, { samples: 9 });
    return { value, time: step, bytes: core.bytesInUse() };
  });
}

/** Everything, of the programs core_bench.wasm and eigen_bench.wasm. */
export async function timeTransformer(coreBytes, eigenBytes) {
  const core = await start(coreBytes);
  const eigen = await start(eigenBytes);
  return {
    products: timeProducts(core, eigen),
    training: timeTraining(core, eigen),
    generation: timeGeneration(core),
    lengths: timeGrowth(core, 'T', [64, 128, 256, 512, 1024]),
    widths: timeGrowth(core, 'C', [32, 64, 128, 256]),
  };
}
