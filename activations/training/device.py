"""Where to train: the devices that PyTorch sees on this machine."""

import torch

from activations.language import translate as _

DEVICES = ("cpu", "cuda", "mps", "auto")


def available_devices() -> tuple[str, ...]:
    """The devices present here, the one that "auto" takes last."""
    present = ["cpu"]
    if torch.backends.mps.is_available():
        present.append("mps")
    if torch.cuda.is_available():
        present.append("cuda")
    return tuple(present)


def chosen_device(device: str, dtype: str) -> str:
    """The device to train on. Raises ValueError if it is unknown, not present, or has no float64 and needs it."""
    present = available_devices()
    if device == "auto":
        usable = [name for name in present if name != "mps" or dtype != "float64"]
        return usable[-1]
    if device not in DEVICES:
        said = _("device = {device!r} is not known: choose one of {devices}.")
        raise ValueError(said.format(device=device, devices=", ".join(DEVICES)))
    if device not in present:
        said = _('device = "{device}", but PyTorch sees none here. Use {present} or auto.')
        raise ValueError(said.format(device=device, present=_(" or ").join(present)))
    if device == "mps" and dtype == "float64":
        raise ValueError(_('device = "mps" has no float64: use dtype = "float32" or device = "cpu".'))
    return device
