"""What Python and the browser runtime say to each other, written once.

Pydantic models of the site's manifest, of `upload.json`, of the records and of the chunks that
carry them. `python -m gymbrowser.contract` prints their JSON Schema, from which the TypeScript
types of `js/src/generated/contract.ts` are made; the same models check data when it is read back.

One file per wire format, without behaviour.
"""
