package mock

// handler answers a call, or calls the next handler.
type handler func(*call)

// chain returns the handlers that every request passes on its way to authentik's front, from the outside in.
func (f *fake) chain() handler {
	return f.patient(f.logged(f.observed(f.journalled(f.stamped(f.guarded(f.placed(f.faulted(f.caught(f.steered(f.front))))))))))
}
