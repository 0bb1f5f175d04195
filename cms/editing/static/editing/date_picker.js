/* Closes Wagtail's calendar when the focus or a click goes elsewhere. It closes by itself only on clicks that reach the
   window, which a dialog keeps to itself, and stays open for the Tab key. */

(() => {
  const closeOthers = ({ target }) => {
    const { jQuery } = window;
    if (!jQuery) return;
    const own = jQuery(target).data("xdsoft_datetimepicker");
    jQuery(".xdsoft_datetimepicker:visible").each((_index, calendar) => {
      if (!calendar.contains(target) && own?.[0] !== calendar) jQuery(calendar).trigger("close.xdsoft");
    });
  };
  document.addEventListener("focusin", closeOthers, true);
  document.addEventListener("mousedown", closeOthers, true);
})();
