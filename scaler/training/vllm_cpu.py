"""What training needs of vLLM's CPU build."""

from __future__ import annotations


def keep_weights_loadable() -> None:
    """To be called before vLLM starts in this process, on a CPU: new weights can be loaded into it afterwards.

    vLLM 0.32 packs the weights of linear layers for oneDNN and drops the originals, where the processor allows it
    (vllm/model_executor/layers/utils.py, dispatch_cpu_unquantized_gemm). TRL's first update of the weights would then
    fail with "'Parameter' object has no attribute 'weight_loader'". Without oneDNN vLLM multiplies with torch.
    """
    from vllm import _custom_ops

    _custom_ops._supports_onednn = False
