// What the core takes and gives for a transformer: the types of cpp/bindings/model_*.cpp, written by hand.
// Letters: T tokens of the prompt, L layers, H heads, D numbers in a head, C d_model, F d_mlp, V vocabulary.

import type { Matrix, Numeric } from './post.ts';

export type TokenizerKind = 'words' | 'bytes' | 'bpe';

export interface ModelConfig {
  /** L */
  readonly layers: number;
  /** H */
  readonly heads: number;
  /** C */
  readonly dModel: number;
  /** F; 0: attention only */
  readonly dMlp: number;
  /** The most tokens that it looks at. */
  readonly context: number;
  /** V */
  readonly vocabSize: number;
  /** The model_type of its config.json. This and what follows is said where a model may be another than a GPT-2. */
  readonly architecture?: string;
  /** K: heads of keys and values, which heads share in turn. */
  readonly keyValueHeads?: number;
  /** D */
  readonly headSize?: number;
  readonly positions?: 'learned' | 'rotary' | 'none';
  readonly norm?: 'layer' | 'rms';
  readonly mlp?: 'plain' | 'gated' | 'none';
  /** The most tokens that a query sees, its own among them; 0: all up to its own. */
  readonly window?: number;
}

export interface ModelInfo {
  /** The core's number for it. */
  readonly model: number;
  readonly config: ModelConfig;
  /** How many numbers training adjusts. */
  readonly parameters: number;
  readonly tokenizer: TokenizerKind;
  /** The ids at which a generated text ends: eos_token_id in the model's files. */
  readonly endTokens: Int32Array;
  /** Names of tensors in the model's files that are no part of it: masks, heads of other tasks. */
  readonly passedOver: readonly string[];
}

export interface CreateModelOptions {
  /** What the vocabulary is taken from. */
  text: string;
  /** Default "bpe". */
  tokenizer?: string;
  /** The most tokens of a vocabulary of "words" or "bpe". Default 512. */
  vocabSize?: Numeric;
  /** Default 2. */
  layers?: Numeric;
  /** Default 4. */
  heads?: Numeric;
  /** A multiple of heads. Default 64. */
  dModel?: Numeric;
  /** 0: attention only. Default 4 times dModel, where the MLP is gated 8 / 3 times. */
  dMlp?: Numeric;
  /** Default 64. */
  context?: Numeric;
  /** 0 to 4294967295, of the first weights. Default 1. */
  seed?: Numeric;
  /** How the first weights are scaled: "width", or "gpt2", 0.02 at every width. Default "gpt2". */
  init?: string;
  /** A model_type: "gpt2", "gpt_neox", "llama", "mistral", "qwen2", "qwen3", "gemma" or "phi". Default "gpt2". */
  architecture?: string;
  /** Heads of keys and values, of which `heads` is a multiple; of architectures other than "gpt2". Default `heads`. */
  keyValueHeads?: Numeric;
}

/** A checkpoint as Hugging Face lays it out, file by file. */
export interface ModelFiles {
  /** config.json */
  readonly config: string;
  /** tokenizer.json */
  readonly tokenizer: string;
  /** model.safetensors */
  readonly weights: Uint8Array;
}

/** The bytes of a file. A Blob, which a File is, is read piece by piece. */
export type FileBytes = ArrayBuffer | ArrayBufferView | Blob;

/** A checkpoint to be opened. What its weights' own header says may be missing: a GGUF file has all of it. */
export interface FilesToOpen {
  /** config.json */
  readonly config?: string | undefined;
  /** tokenizer.json, or the bytes of SentencePiece's tokenizer.model or of llama2.c's tokenizer.bin. */
  readonly tokenizer?: string | FileBytes | undefined;
  /** model.safetensors, or the shards of it; or a GGUF file, or one of llama2.c. */
  readonly weights: FileBytes | readonly FileBytes[];
  /** generation_config.json */
  readonly generationConfig?: string;
}

/** The same with all that the core asks for. */
export interface WholeFiles extends FilesToOpen {
  readonly config: string;
  readonly tokenizer: string;
}

/** What a file of weights says of itself, whatever its format. */
export interface FileDescription {
  readonly format: 'safetensors' | 'GGUF' | 'llama2.c';
  /** config.json as its header tells it; empty where it has none. */
  readonly config: string;
  /** tokenizer.json, likewise. */
  readonly tokenizer: string;
  /** Whatever else it says, as text: lists by their first elements. */
  readonly metadata: readonly { readonly key: string; readonly type: string; readonly value: string }[];
  /** Under Hugging Face's names. */
  readonly tensors: readonly {
    readonly name: string;
    readonly dtype: string;
    readonly shape: Float64Array;
  }[];
}

/** What a model's files say of it. */
export interface ModelDescription extends Omit<FileDescription, 'tokenizer'> {
  /** Of all weights' files together. */
  readonly bytes: number;
}

/**
 * Tokens as the core gives them: token i is ids[i] and reads texts[i]. There, and wherever the core says what a token
 * reads, a byte that is only part of a character is the lone surrogate U+DC00 + byte, as in Python's "surrogateescape".
 */
export interface Tokens {
  readonly ids: Int32Array;
  readonly texts: readonly string[];
}

/** A text, or its tokens' ids. */
export type Prompt = string | readonly number[] | Int32Array;

/** Row-major numbers. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What is changed while the model computes; everything after it follows. Positions, layers and heads from 0. */
export type Intervention =
  /** The head's z as zeros, or as its mean over the prompt's positions. */
  | { kind: 'head'; layer: number; head: number; to: 'zero' | 'mean' }
  /**
   * The head's pattern: even over what each query may see, all on the token before, each query's weights dealt anew (by
   * the seed, 0 if there is none), or given, [T, T].
   */
  | {
      kind: 'pattern';
      layer: number;
      head: number;
      to: 'uniform' | 'previous' | 'shuffled' | Float32Array;
      seed?: Numeric;
    }
  /** One weight of a pattern; renormalise: the rest of its row is scaled so that the sum stays 1. */
  | {
      kind: 'weight';
      layer: number;
      head: number;
      query: number;
      key: number;
      value: number;
      renormalise: boolean;
    }
  /**
   * An activation, at all or some positions, as it is for another prompt of as many tokens; with `head`, of one that
   * heads have (q, k, v, attn_scores, pattern, z), only that head's.
   */
  | { kind: 'patch'; activation: string; prompt: Prompt; positions?: readonly number[]; head?: number };

/** `temperature` and its like are of the draws that `seed` asks for. */
export interface InspectOptions extends SamplingOptions {
  /** 1 to `context` tokens. */
  prompt: Prompt;
  /** Names as TransformerLens has them: "blocks.0.attn.hook_pattern"; "blocks.*." for every layer. */
  activations?: readonly string[];
  /** Names of activations: the gradient of `loss` with respect to them. */
  gradients?: readonly string[];
  interventions?: readonly Intervention[];
  /** How many of the likeliest tokens the logit lens gives. Default 0: no lens. */
  lens?: number;
  /** Attention rollout. */
  rollout?: boolean;
  /** What each part of the model adds to the logit of a token after a position. Default: not computed. */
  attribution?: { position: number; token: number };
  /** Every step of this head's attention. */
  head?: { layer: number; head: number };
  /** Of the uniform number that is drawn with after every position, 0 to 4294967295. Default: nothing is drawn. */
  seed?: Numeric;
}

export interface Inspection extends Tokens {
  /** Mean cross-entropy of the T - 1 predictions within the prompt, in nats; NaN where T is 1. */
  readonly loss: number;
  readonly activations: Readonly<Record<string, Tensor>>;
  readonly gradients: Readonly<Record<string, Tensor>>;
  /** [L + 1, T, top] the head applied to the residual stream before the first block and after each, likeliest first */
  readonly lens?: {
    readonly shape: readonly number[];
    readonly ids: Int32Array;
    readonly texts: readonly string[];
    readonly probabilities: Float32Array;
  };
  /** [L, T, T] S. Abnar and W. Zuidema, "Quantifying Attention Flow in Transformers", 2020 */
  readonly rollout?: Tensor;
  readonly attribution?: Attribution;
  readonly head?: HeadReading;
  readonly draws?: EveryDraw;
}

/** What a head computed, and the steps between; cpp/core/transformer/head_reading.h says what each is. */
export interface HeadReading {
  /** [T, D] */
  readonly queries: Matrix;
  readonly keys: Matrix;
  readonly values: Matrix;
  /** [T, T] query · key */
  readonly products: Matrix;
  /** [T, T] products / √D; the mask comes after */
  readonly scores: Matrix;
  /** [T] the largest score that each query sees */
  readonly maxima: Float64Array;
  /** [T, T] scores less maxima; -Infinity behind the mask */
  readonly shifted: Matrix;
  /** [T, T] exp(shifted) */
  readonly exponentials: Matrix;
  /** [T] */
  readonly sums: Float64Array;
  /** [T, T] exponentials / sum, unless it was edited */
  readonly pattern: Matrix;
  /** [T, D] pattern · values, unless it was edited */
  readonly outputs: Matrix;
}

/** What would be drawn if the text ended at each of its positions. */
export interface EveryDraw {
  /** [T, V] */
  readonly probabilities: Matrix;
  readonly cumulative: Matrix;
  /** The uniform draw, on [0, 1) */
  readonly draw: number;
  /** [T] the first token whose cumulative exceeds the draw */
  readonly chosen: Int32Array;
}

/** All parts add up to the logit. */
export interface Attribution {
  readonly logit: number;
  readonly embed: number;
  readonly posEmbed: number;
  /** [L, H] */
  readonly heads: Tensor;
  /** [L] */
  readonly attnBiases: Float32Array;
  /** [L]; empty without MLP */
  readonly mlps: Float32Array;
  /** The last layer norm's bias */
  readonly bias: number;
  /** What interventions put in place of these sums */
  readonly edits: number;
}

/** What must come next at a place of a text. */
export interface Question {
  /** Of the answer, 1 to T: it follows the tokens before it. */
  readonly position: number;
  /** The answer. */
  readonly token: number;
  /** The positions that decide it, below `position`. Default: none. */
  readonly antecedents?: readonly number[] | Int32Array;
}

export interface JudgeOptions {
  /** 1 to `context` tokens. */
  prompt: Prompt;
  /** Q */
  questions: readonly Question[];
  interventions?: readonly Intervention[];
}

/** What the model says to each question, and where its heads look before they answer. */
export interface Judgements {
  /** [Q] the token that it would say */
  readonly likeliest: Int32Array;
  /** [Q] of the answer */
  readonly probabilities: Float32Array;
  /** [Q, L, H] the weight on the antecedents */
  readonly looks: Float32Array;
  /** [Q, L, H] the position that has most weight */
  readonly most: Int32Array;
}

/** By what a head is told: cpp/core/transformer/head_scores.h defines each. */
export const headScores = [
  'previousToken',
  'sameToken',
  'firstToken',
  'induction',
  'entropy',
  'distance',
] as const;
/** What is done to a head, whose effect is then the change in the answer's log probability, in nats. */
export const headEffects = ['zero', 'uniform', 'shuffled'] as const;

export interface HeadsOptions {
  /** 1 to `context` tokens. */
  prompt: Prompt;
  question: Question;
  /** Of the shuffling. Default 1. */
  seed?: Numeric;
}

export interface Heads extends Tokens {
  /** [L, H, 6], as headScores has them */
  readonly scores: Float32Array;
  /** [L, H] the weight on the antecedents, from the token before the answer */
  readonly looks: Float32Array;
  /** [L, H] the position that has most weight from there */
  readonly most: Int32Array;
  /** [L, H, 3], as headEffects has them */
  readonly effects: Float32Array;
}

export interface SamplingOptions {
  /** Divides the logits; 0: always the likeliest. Default 1. */
  temperature?: Numeric;
  /** Keeps the k likeliest; 0: all. Default 0. */
  topK?: Numeric;
  /** Keeps the fewest likeliest whose probabilities add up to p. Default 1. */
  topP?: Numeric;
  /** Keeps what is at least this share as likely as the likeliest. Default 0. */
  minP?: Numeric;
}

export interface NextTokenOptions extends SamplingOptions {
  /** 1 to `context` tokens. */
  prompt: Prompt;
  /** Of the draw. Default 1. */
  seed?: Numeric;
  interventions?: readonly Intervention[];
}

/** The whole story of one draw; every array is [V]. */
export interface NextToken extends Tokens {
  readonly logits: Float32Array;
  /** logits / temperature */
  readonly scaled: Float64Array;
  /** 1 where the token may be drawn, 0 where it was cut */
  readonly kept: Uint8Array;
  readonly probabilities: Float64Array;
  readonly cumulative: Float64Array;
  /** On [0, 1) */
  readonly draw: number;
  /** The id that the draw falls on */
  readonly chosen: number;
  /** What it reads */
  readonly chosenText: string;
}

export interface GenerateOptions extends SamplingOptions {
  /** At least one token; of more than `context`, the last ones count. */
  prompt: Prompt;
  /** Default 100. */
  maxTokens?: Numeric;
  /** Default 1. */
  seed?: Numeric;
  /** Goes on where the model would end its text. Default false. */
  ignoreEos?: boolean;
}

export interface GeneratedTokens extends Tokens {
  /** With which each token was drawn. */
  readonly probabilities: Float64Array;
  readonly draws: Float64Array;
}

export interface TrainingOptions {
  /** At least `context` + 1 tokens. */
  text: string;
  /** Default 1000. */
  steps?: Numeric;
  /** Sequences in each step. Default 8. */
  batch?: Numeric;
  /** The highest rate. Default 0.001. */
  learningRate?: Numeric;
  /** AdamW's, of matrices and embeddings, 0 to 1. Default 0.01. */
  weightDecay?: Numeric;
  /** Of the batches. Default 1. */
  seed?: Numeric;
  /** The share of the text, at its end, that is never trained on. Default 0.1. */
  heldOut?: Numeric;
  /**
   * After every so many steps the weights are kept if their held-out loss is the least so far; -1: a hundredth of all.
   * Default 0: never.
   */
  evaluateEvery?: Numeric;
}

export interface TrainingInfo {
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly heldOut: number;
  readonly evaluateEvery: number;
  readonly seed: number;
  readonly step: number;
  /** Tokens that are trained on. */
  readonly trainTokens: number;
  /** 0 where the text is too short to hold anything out. */
  readonly heldOutTokens: number;
  /** What guessing costs on the text held out, or on the rest where there is none: every token alike, in nats. */
  readonly uniformLoss: number;
  /** Each token as it is frequent in the text that is trained on. */
  readonly unigramLoss: number;
}

/** Where the held-out loss was least. */
export interface BestWeights {
  /** How many steps there had been; 0: none were kept. */
  readonly step: number;
  readonly loss: number;
}

export interface TrainingReport {
  /** Steps done since the start. */
  readonly step: number;
  readonly steps: number;
  /** Mean cross-entropy of each step's batch, before the step. */
  readonly losses: Float64Array;
  /** Of the last step. */
  readonly learningRate: number;
  /** Of the last step, before clipping. */
  readonly gradientNorm: number;
}

type OfModel<Options> = Options & { model: number };

/** The functions of transformers by name, as their module exports them and as messages carry them. */
export interface TransformerFunctions {
  createModel(options: CreateModelOptions): ModelInfo;
  /** The number that the model will have. */
  beginOpening(options: Omit<WholeFiles, 'weights'>): number;
  /**
   * One more file of weights. `weights`: its first bytes, at least its header; `size`: of all of it; `name`: what
   * errors call it. Returns where its other bytes begin; 0 where its header goes on beyond these.
   */
  addWeights(options: { model: number; name: string; weights: Uint8Array; size: number }): number;
  /** The next bytes after the header, file after file. */
  appendWeights(options: { model: number; weights: Uint8Array }): null;
  finishOpening(options: { model: number }): ModelInfo;
  /** Of the first bytes of a file; null where its header goes on beyond them. */
  describeFile(options: { name: string; weights: Uint8Array; size: number }): FileDescription | null;
  /** The text of tokenizer.json for a vocabulary of another format. */
  translateTokenizer(options: { name: string; bytes: Uint8Array }): string;
  /** Another model with the same tokenizer and, unless `parameters` says otherwise, the same weights. */
  copyModel(options: { model: number; parameters?: Float32Array }): ModelInfo;
  closeModel(options: { model: number }): null;
  saveModel(options: { model: number; dtype?: string }): ModelFiles;
  encode(options: { model: number; text: string }): Tokens;
  decode(options: { model: number; ids: readonly number[]; skipSpecial?: boolean }): string;
  vocabulary(options: { model: number }): string[];
  inspect(options: OfModel<InspectOptions>): Inspection;
  judge(options: OfModel<JudgeOptions>): Judgements;
  heads(options: OfModel<HeadsOptions>): Heads;
  nextToken(options: OfModel<NextTokenOptions>): NextToken;
  /** The prompt's tokens. */
  startGeneration(options: OfModel<GenerateOptions>): Tokens;
  /** At most `count` more, and none after an end token, or once there are maxTokens. */
  generateTokens(options: { model: number; count: number }): GeneratedTokens;
  startTraining(options: OfModel<TrainingOptions>): TrainingInfo;
  trainSteps(options: { model: number; steps: number }): TrainingReport;
  heldOutLoss(options: { model: number }): number;
  takeBestWeights(options: { model: number }): BestWeights;
  saveTraining(options: { model: number }): Uint8Array;
  resumeTraining(options: { model: number; text: string; state: Uint8Array }): TrainingInfo;
  parameters(options: { model: number }): Float32Array;
  setParameters(options: { model: number; parameters: Float32Array }): null;
}
