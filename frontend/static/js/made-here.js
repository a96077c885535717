// Tells builders in other windows that what a journey asks for has been made here.
localStorage.setItem("onward/made", String(Date.now()));
