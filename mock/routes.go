package mock

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/authentik-mock/authentik-mock/mock/internal/drf"
)

// routedMethod is the only method that gin gets routes for, and what it reads in the place of every other: an address has all
// methods, since Django REST Framework refuses them, not the router.
const routedMethod = http.MethodGet

func init() { gin.SetMode(gin.ReleaseMode) } // it speaks to the terminal otherwise

// route builds the table of addresses. Gin's own redirects and its 405 are off: clients see none of its
// texts.
func (f *fake) route() {
	f.engine = gin.New()
	f.engine.RedirectTrailingSlash = false
	f.engine.HandleMethodNotAllowed = false
	f.engine.Use(f.entered)
	if f.pages.any() {
		f.engine.Use(f.pages.allow())
	}
	f.engine.Use(f.struck)
	f.engine.NoRoute(routed(f.noPage))
	f.engine.Handle(routedMethod, healthAddresses+"live/", f.healthy)
	f.engine.Handle(routedMethod, healthAddresses+"ready/", f.healthy)
	f.engine.Handle(routedMethod, "/api/v3/", routed(browserPage))
	unserved := f.unserved()
	endpoints := f.site.Endpoints()
	f.endpoints = make(map[string]*drf.Endpoint, len(endpoints))
	for i := range endpoints {
		endpoint, address := &endpoints[i], ginPath(endpoints[i].Pattern)
		missing := unserved[address]
		delete(unserved, address)
		f.endpoints[address] = endpoint
		f.engine.Handle(routedMethod, address, func(g *gin.Context) {
			c := callOf(g)
			if missing[c.r.Method] {
				f.notImplemented(c)
				return
			}
			c.endpoint, c.id = endpoint, g.Param("id")
			f.serve(c)
		})
	}
	for address := range unserved {
		f.engine.Handle(routedMethod, address, routed(f.notImplemented))
	}
}

// enter passes a call on to gin. Its first handler is entered.
func (c *call) enter(engine *gin.Engine) {
	c.method, c.r.Method = c.r.Method, routedMethod
	engine.ServeHTTP(c.w, c.r)
}

// entered handles a call within gin, whose writer it uses there. A panic becomes an answer before the outer
// writers finish theirs.
func (f *fake) entered(g *gin.Context) {
	c := callOf(g)
	c.r.Method = c.method
	outer := c.w
	defer func() { c.w = outer }()
	c.w = g.Writer
	defer f.recovered(c)
	g.Next()
}

// routed returns a handler for gin.
func routed(next handler) gin.HandlerFunc {
	return func(g *gin.Context) { next(callOf(g)) }
}

// healthy answers a health check.
func (f *fake) healthy(c *gin.Context) {
	if !goFront.In(f.profile.Contract) {
		c.Writer.Header()["X-Powered-By"] = fixedHeaders["X-Powered-By"]
	}
	c.Status(http.StatusOK)
}
