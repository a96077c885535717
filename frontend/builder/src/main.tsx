import { createRoot } from "react-dom/client";

const root = document.getElementById("builder");
if (root) createRoot(root).render(null);
