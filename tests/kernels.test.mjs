/** The kernels one by one, in both builds: what they compute, that they agree to the bit, that they stay in bounds. */
import './kernels/elementwise.js';
import './kernels/exp_log.js';
import './kernels/products.js';
import './kernels/random.js';
import './kernels/sanitizers.js';
import './kernels/softmax.js';
