// What lets a site turn an address of ours into a frame (oEmbed, type "rich"): a description, and the link that leads to it.

const [FIGURES, WIDTH, HEIGHT] = ['weights+loss+controls', 700, 823]; // px: their natural height at this width

/**
 * @param {string} text the absolute address of the site's folder
 * @returns {string} the same with a slash at its end
 * @throws {RangeError} if it is none
 */
export function site_address(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash)
    throw new RangeError(
      `SITE_URL is ${text}, expected an absolute address, as in: SITE_URL=https://some.site/glassnet/ make`,
    );
  return url.href.replace(/\/*$/, '/');
}

/** The description. @param {string} site its address */
export const oembed = (site) => ({
  version: '1.0',
  type: 'rich',
  title: 'Glassnet: a neural network that learns to read digits',
  provider_name: 'Glassnet',
  provider_url: site,
  width: WIDTH,
  height: HEIGHT,
  html: `<iframe src="${site}embed.html?show=${FIGURES}" width="${WIDTH}" height="${HEIGHT}"></iframe>`,
});

/** A page with the link to the description in its head. @param {string} html @param {string} site its address */
export const with_discovery = (html, site) =>
  html.replace(
    '</head>',
    () =>
      `  <link rel="alternate" type="application/json+oembed" href="${site}oembed.json" title="Glassnet" />\n  </head>`,
  );
