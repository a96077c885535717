# One image for the web server, the worker and the migration; docker-compose.yml says which runs.
FROM python:3.13-slim-bookworm AS build
WORKDIR /app
RUN pip install --no-cache-dir uv==0.13.9
COPY requirements.lock ./
RUN python -m venv /venv && uv pip sync --python /venv/bin/python requirements.lock
COPY . .
RUN uv pip install --python /venv/bin/python --no-deps .

FROM python:3.13-slim-bookworm
RUN useradd --system --create-home --uid 10001 onward
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
USER onward
WORKDIR /home/onward
EXPOSE 8000
ENTRYPOINT ["onward"]
CMD ["api"]
