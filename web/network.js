/** The front door of the shim, for Node and browsers. */
export { create_network, Network } from './network/network.js';
