"""GraphQL over HTTP: requests, responses and errors. No I/O.

In the order of a call:

- `request`: an operation and its variables become a JSON body.
- `http_response`: what came back, as `RawResponse`.
- `response`: that becomes a `Result`, or an exception. It uses
    - `status_errors`: the exception for a status or an error code,
    - `envelope` and `decoding`: JSON becomes records, faster if there are many,
    - `partial_data`: what can be kept of data next to errors.
"""
