/** The height that the frame needs: that of what is in it, told whenever it is another. */

const MOST = 4000; // px that are ever asked for

/**
 * @param {HTMLElement} wrapper whose height hangs on its width alone
 * @param {() => boolean} is_filled whether there is anything in it yet
 * @param {(height: number) => void} tell px, whole; not before it is filled
 * @returns {() => void} tells it again
 */
export function follow_height(wrapper, is_filled, tell) {
  const height = () => Math.min(MOST, Math.ceil(wrapper.getBoundingClientRect().height));
  const told = { height: 0 };
  const look = () => {
    if (!is_filled() || height() === told.height) return;
    told.height = height();
    tell(told.height);
  };
  new ResizeObserver(look).observe(wrapper);
  return () => {
    told.height = 0;
    look();
  };
}
