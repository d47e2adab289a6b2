/** Overwrites with zeros what of a memory nobody uses any more: it would only be downloaded. */

import type { EmscriptenModule } from "../worker/snapshot/emscripten";

const largest = 2 ** 24;
const smallest = 16;

export function clearUnused(module: EmscriptenModule): void {
  module.HEAPU8.fill(0, module.___stack_low, module._emscripten_stack_get_current());
  // All that can be allocated without more memory is what is free.
  module._malloc_set_footprint_limit(module._malloc_footprint());
  const taken: number[] = [];
  for (let size = largest; size >= smallest; size /= 2) {
    for (let address = module._malloc(size); address !== 0; address = module._malloc(size)) {
      module.HEAPU8.fill(0, address, address + module._malloc_usable_size(address));
      taken.push(address);
    }
  }
  for (const address of taken) module._free(address);
  module._malloc_set_footprint_limit(-1);
}
