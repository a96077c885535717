import { createRoot } from "react-dom/client";
import "./styles/index.css";
import { App } from "./app/App";
import { lettersThere } from "./canvas/measuring";

const root = document.getElementById("builder");
const { journey, csrf, reader, zone } = root?.dataset ?? {};
if (root && journey && csrf)
  lettersThere().then(() =>
    createRoot(root).render(
      <App page={{ journey, csrf, reader: reader ?? "", zone: zone ?? "UTC" }} />,
    ),
  );
