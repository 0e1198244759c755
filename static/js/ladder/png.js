// @ts-check
/** A drawing as a picture of points: the SVG file is drawn on a canvas, at twice its size, and kept. */

const SHARP = 2; // for paper and slides

/**
 * @param {string} address - of an SVG file that stands by itself
 * @returns {Promise<Blob>}
 */
export async function picture(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth * SHARP;
  canvas.height = image.naturalHeight * SHARP;
  const paper = canvas.getContext("2d");
  if (!paper) throw new Error("no canvas");
  paper.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"),
  );
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
export function keep(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * A file's name from a claim's wording.
 *
 * @param {string} wording
 */
export function named(wording) {
  const plain = wording.normalize("NFKD").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
  return `${plain.replace(/^-+|-+$/g, "").slice(0, 60) || "ladder"}.png`;
}
