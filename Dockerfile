# Build:  docker build -t activation-lab .            (NVIDIA GPUs: --build-arg TORCH_BACKEND=cu130)
# Run:    docker run --rm -p 8501:8501 activation-lab (NVIDIA GPUs: --gpus all)
# Keep:   -v activation-lab:/data keeps the results of trials when the container goes.
FROM python:3.11-slim

# Which build of PyTorch: "cpu", or a CUDA version as uv names it ("cu130", "cu128", ...).
ARG TORCH_BACKEND=cpu

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 MKL_NUM_THREADS=1
WORKDIR /app

# Packages before code: an edit of the code reuses these layers. PyTorch comes first, being the largest by far.
RUN pip install --no-cache-dir --disable-pip-version-check uv==0.13.9
COPY requirements.txt .
RUN grep '^torch==' requirements.txt > torch.txt \
 && uv pip install --system --no-cache --torch-backend "$TORCH_BACKEND" -r torch.txt
RUN uv pip install --system --no-cache --torch-backend "$TORCH_BACKEND" -r requirements.txt

RUN useradd --create-home --uid 1000 lab && install --directory --owner=lab --group=lab /data
ENV ACTIVATION_LAB_STORE=/data/trials.sqlite3
COPY --chown=lab . .
USER lab

EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://localhost:8501/_stcore/health', timeout=4)"]
CMD ["streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501"]
