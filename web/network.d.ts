/** The front door of the shim. The types are made from its comments, by `make`. */
export * from './network/types/network.js';
