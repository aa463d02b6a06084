"""Small random-weight SpeechBrain models of each kind, saved as a hub source is: hyperparams.yaml, .ckpt."""

from __future__ import annotations

import shutil
from pathlib import Path

import torch

FEATURES = """
features: !new:speechbrain.lobes.features.Fbank
  sample_rate: 16000
  n_fft: 400
  n_mels: 40
body: !new:speechbrain.nnet.linear.Linear
  input_size: 40
  n_neurons: 32
"""
CTC = (
    FEATURES
    + """
head: !new:speechbrain.nnet.linear.Linear
  input_size: 32
  n_neurons: LABELS
log_softmax: !new:speechbrain.nnet.activations.Softmax
  apply_log: True
encoder: !new:speechbrain.nnet.containers.LengthsCapableSequential
  features: !ref <features>
  body: !ref <body>
  head: !ref <head>
  log_softmax: !ref <log_softmax>
tokenizer: !new:sentencepiece.SentencePieceProcessor
decoding_function: !name:speechbrain.decoders.ctc_greedy_decode
  blank_id: 0
asr: !new:torch.nn.ModuleList
  - [!ref <body>, !ref <head>]
modules:
  encoder: !ref <encoder>
pretrainer: !new:speechbrain.utils.parameter_transfer.Pretrainer
  loadables:
    asr: !ref <asr>
    tokenizer: !ref <tokenizer>
"""
)
SEQ2SEQ = (
    FEATURES
    + """
encoder: !new:speechbrain.nnet.containers.LengthsCapableSequential
  features: !ref <features>
  body: !ref <body>
embedding: !new:speechbrain.nnet.embedding.Embedding
  num_embeddings: LABELS
  embedding_dim: 16
rnn: !new:speechbrain.nnet.RNN.AttentionalRNNDecoder
  enc_dim: 32
  input_size: 16
  rnn_type: gru
  attn_type: location
  hidden_size: 24
  attn_dim: 24
  num_layers: 1
  kernel_size: 11
  channels: 4
  scaling: 1.0
out: !new:speechbrain.nnet.linear.Linear
  input_size: 24
  n_neurons: LABELS
tokenizer: !new:sentencepiece.SentencePieceProcessor
decoder: !new:speechbrain.decoders.S2SRNNBeamSearcher
  embedding: !ref <embedding>
  decoder: !ref <rnn>
  linear: !ref <out>
  bos_index: 1
  eos_index: 2
  min_decode_ratio: 0.0
  max_decode_ratio: 0.05
  beam_size: 4
asr: !new:torch.nn.ModuleList
  - [!ref <body>, !ref <embedding>, !ref <rnn>, !ref <out>]
modules:
  encoder: !ref <encoder>
  decoder: !ref <decoder>
pretrainer: !new:speechbrain.utils.parameter_transfer.Pretrainer
  loadables:
    asr: !ref <asr>
    tokenizer: !ref <tokenizer>
"""
)
WHISPER = """
language: french
sample_rate: 16000
normalized_transcripts: False
whisper: !new:speechbrain.integrations.huggingface.whisper.Whisper
  source: FOLDER
  save_path: FOLDER
  language: french
  freeze: True
decoder: !new:speechbrain.decoders.seq2seq.S2SWhisperGreedySearcher
  model: !ref <whisper>
  min_decode_ratio: 0.0
  max_decode_ratio: 0.01
modules:
  whisper: !ref <whisper>
  decoder: !ref <decoder>
pretrainer: !new:speechbrain.utils.parameter_transfer.Pretrainer
  loadables:
    whisper: !ref <whisper>
"""


def build(kind: str, folder: Path, whisper: Path) -> Path:
    """A source of that kind in `folder`; `whisper` holds the tokenizer files for the Whisper kind."""
    from hyperpyyaml import load_hyperpyyaml

    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(5)
    if kind == "whisper-asr":
        text = WHISPER.replace("FOLDER", str(_whisper(folder / "weights", whisper)))
    else:
        text = (CTC if kind == "encoder-asr" else SEQ2SEQ).replace("LABELS", str(_tokenizer(folder)))
    (folder / "hyperparams.yaml").write_text(text, encoding="utf-8")
    parts = load_hyperpyyaml(text)
    name = "whisper" if kind == "whisper-asr" else "asr"
    torch.save(parts[name].state_dict(), folder / f"{name}.ckpt")
    return folder


def _tokenizer(folder: Path) -> int:
    import sentencepiece

    words = ["affiche les allergies", "ouvre le dossier de madame durand", "la deuxième créatinine"]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(words * 20),
        model_prefix=str(folder / "tokenizer"),
        vocab_size=40,
        model_type="char",
        hard_vocab_limit=False,
        minloglevel=2,
    )
    (folder / "tokenizer.model").rename(folder / "tokenizer.ckpt")
    trained = sentencepiece.SentencePieceProcessor(model_file=str(folder / "tokenizer.ckpt"))
    return int(trained.get_piece_size())


def _whisper(folder: Path, whole: Path) -> Path:
    from transformers import WhisperConfig, WhisperForConditionalGeneration

    folder.mkdir()
    for name in ("tokenizer.json", "tokenizer_config.json", "preprocessor_config.json"):
        shutil.copy(whole / name, folder / name)
    config = WhisperConfig(
        vocab_size=51865, d_model=32, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=64, decoder_ffn_dim=64, num_mel_bins=80,
        bos_token_id=50257, eos_token_id=50257, pad_token_id=50257, decoder_start_token_id=50258,
    )  # fmt: skip
    WhisperForConditionalGeneration(config).save_pretrained(folder)
    return folder
