// What access.mjs asks of a page; each function runs in the page and gives what is wrong there.

/** What does not fit across. */
export function wide() {
  const root = document.documentElement, faults = [];
  if (root.scrollWidth > root.clientWidth) faults.push(`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);
  for (const one of document.querySelectorAll("body *")) {
    const box = one.getBoundingClientRect();
    if (box.width && one.checkVisibility() && !one.closest(".skip, .unseen, svg") && box.right > root.clientWidth + 1) faults.push(`sticks out: ${one.outerHTML.slice(0, 90)}`);
  }
  return faults.slice(0, 4);
}

/** Text that is cut off, or lies on other text. */
export function clips() {
  const faults = [], boxes = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (const one of document.querySelectorAll("body *")) {
    const style = getComputedStyle(one), cut = /hidden|clip/.test(style.overflow) && !one.closest(".unseen, svg, textarea, input, select");
    if (cut && one.checkVisibility() && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)) faults.push(`cut: ${one.outerHTML.slice(0, 90)}`);
  }
  while (walker.nextNode()) {
    const node = walker.currentNode, up = node.parentElement;
    if (!node.data.trim() || !up.checkVisibility() || up.closest(".skip, .unseen, .leave, svg, option, textarea")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const frame = up.closest("button, .button, .second, .plain, summary, .code, .level")?.getBoundingClientRect();
    for (const box of range.getClientRects()) {
      if (frame && (box.left < frame.left - 2 || box.right > frame.right + 2 || box.bottom > frame.bottom + 2)) faults.push(`runs out of its box: ${node.data.slice(0, 40)}`);
      if (box.width > 4) boxes.push({ box, node });
    }
  }
  for (const [i, a] of boxes.entries())
    for (const b of boxes.slice(i + 1, i + 40)) {
      const over = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top), across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      if (across > 4 && over > Math.min(a.box.height, b.box.height) * .4) faults.push(`on each other: ${a.node.data.slice(0, 30)} / ${b.node.data.slice(0, 30)}`);
    }
  return faults.slice(0, 4);
}

/** Where Tab stops, in the order of the page; radio buttons of one name are one place. */
export function places() {
  const groups = new Map(), found = [];
  for (const one of document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")) {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.disabled || one.type === "hidden" || one.tabIndex < 0) continue;
    const group = one.type === "radio" && groups.get(one.name);
    if (group) group.push(one);
    else found.push(groups.set(one.name, [one]).get(one.name));
  }
  return found;
}

/** Where the focus stands, and whether that is seen. */
export function stop() {
  const one = document.activeElement, style = getComputedStyle(one), html = one.outerHTML.slice(0, 90), faults = [];
  const box = one.getClientRects()[0], middle = [box.left + box.width / 2, Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 2)];
  const on = document.elementFromPoint(...middle), part = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  if (style.outlineStyle === "none" || Number.parseFloat(style.outlineWidth) < 2) faults.push(`focus is not seen: ${html}`);
  if (box.bottom < 1 || box.top > innerHeight || !on || !(one.contains(on) || on.contains(one) && on.tagName === "LABEL")) faults.push(`under ${on?.outerHTML.slice(0, 60)}: ${html}`);
  const light = (colour) => part(colour).slice(0, 3).map((c) => c / 255).map((c) => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4).reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const solid = part(style.backgroundColor)[3] !== 0, [low, high] = [light(style.color), light(style.backgroundColor)].sort((a, b) => a - b);
  if (solid && (high + .05) / (low + .05) < 4.5) faults.push(`hard to read in focus: ${style.color} on ${style.backgroundColor} ${html}`);
  return { place: globalThis.places().findIndex((place) => place.includes(one)), faults, html };
}

/** What is pressed: 24 pixels everywhere but in running text, 44 where it is a row or a button. */
export function targets() {
  const faults = [];
  for (const one of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (!one.checkVisibility() || one.type === "hidden" || one.closest(".skip")) continue;
    const box = one.getBoundingClientRect(), row = one.matches(".button, .second, .plain, button, summary, select, input:not([type=radio], [type=checkbox]), .doors a, .foot a, .tongues a, .takes a, .leave a");
    const words = [...one.parentElement.childNodes].some((node) => node !== one && node.textContent.trim() && getComputedStyle(one).display === "inline");
    const label = one.matches("[type=radio], [type=checkbox]") && one.labels[0];
    if (label && label.getBoundingClientRect().height < 44) faults.push(`row of ${label.getBoundingClientRect().height} px: ${label.textContent.slice(0, 40)}`);
    if (row ? box.height < 44 : !words && (box.width < 24 || box.height < 24)) faults.push(`${box.width} x ${box.height} px: ${one.outerHTML.slice(0, 90)}`);
  }
  return faults.slice(0, 6);
}

export function sizes() {
  const seen = new Set([...document.querySelectorAll("[type=radio], [type=checkbox]")].filter((one) => one.checkVisibility()).map((one) => `${one.offsetWidth} x ${one.offsetHeight}`));
  return seen.size > 1 ? [[...seen].join(", ")] : [];
}

/** In forced colours every control has an edge or a line under it, and what is drawn is still there. */
export function grey() {
  const faults = [], edge = (style) => ["Top", "Bottom"].every((side) => style[`border${side}Style`] !== "none" && Number.parseFloat(style[`border${side}Width`]) >= 1);
  for (const one of document.querySelectorAll("a[href], button, input:not([type=radio], [type=checkbox], [type=hidden], [type=file]), select, textarea, .error, .urgent, .duty")) {
    if (!one.checkVisibility()) continue;
    const style = getComputedStyle(one), field = one.matches("input, select, textarea, .error, .urgent, .duty, .button");
    if (field ? !edge(style) || style.borderTopColor === getComputedStyle(document.body).backgroundColor : !edge(style) && !style.textDecorationLine.includes("underline") && !one.closest(".name"))
      faults.push(`no edge: ${one.outerHTML.slice(0, 90)}`);
  }
  for (const one of document.querySelectorAll(".qr svg"))
    if (getComputedStyle(one).forcedColorAdjust !== "none") faults.push("a code that cannot be scanned");
  return faults.slice(0, 4);
}

/** A link in text has a line, a fault has words, a chosen thing has a mark. */
export function contrast() {
  const faults = [];
  for (const one of document.querySelectorAll("main a[href]"))
    if (one.checkVisibility() && !getComputedStyle(one).textDecorationLine.includes("underline") && !one.matches(".button, .second")) faults.push(`only a colour: ${one.outerHTML.slice(0, 90)}`);
  for (const one of document.querySelectorAll("ins, del"))
    if (getComputedStyle(one).textDecorationLine === "none") faults.push(`only a colour: ${one.outerHTML.slice(0, 90)}`);
  return faults;
}
