// Shows the other's picture in the place of ours, so that what differs jumps to the eye.
for (const button of document.querySelectorAll("button[data-flip]")) {
  const [ours, theirs] = button.closest(".photo").querySelectorAll("figure");
  const image = ours.querySelector("img"), caption = ours.querySelector("figcaption");
  const own = { src: image.src, alt: image.alt, text: caption.textContent };
  const other = theirs.querySelector("img");
  button.hidden = false;
  button.addEventListener("click", () => {
    const flipped = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(flipped));
    image.src = flipped ? other.src : own.src;
    image.alt = flipped ? other.alt : own.alt;
    caption.textContent = flipped ? `${theirs.querySelector("figcaption").textContent}, in our place` : own.text;
  });
}
