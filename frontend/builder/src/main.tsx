import { createRoot } from "react-dom/client";
import "./styles/index.css";
import { App } from "./app/App";

const root = document.getElementById("builder");
const { journey, csrf, reader, zone } = root?.dataset ?? {};
if (root && journey && csrf)
  createRoot(root).render(
    <App page={{ journey, csrf, reader: reader ?? "", zone: zone ?? "UTC" }} />,
  );
