package mock

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/authentik-mock/authentik-mock/mock/blueprint"
	"github.com/authentik-mock/authentik-mock/mock/drf"
	"github.com/authentik-mock/authentik-mock/mock/messages"
	"github.com/authentik-mock/authentik-mock/mock/store"
)

// The fake's own addresses stand under /__mock/, a prefix that authentik does not use. They need no token.

// control adds them to the routes.
func (f *fake) control() {
	f.engine.GET("/__mock/blueprint/", f.exportBlueprint)
	f.engine.POST("/__mock/reset/", func(c *gin.Context) {
		f.reset()
		c.Status(http.StatusNoContent)
	})
}

// exportBlueprint writes stages, flows and bindings as a blueprint, to be loaded over a new installation.
func (f *fake) exportBlueprint(c *gin.Context) {
	fresh, err := newFake(Options{Profile: f.profile.Name, Seeds: []string{SeedFresh}})
	if err != nil {
		f.fault(c.Writer, c.Request, err)
		return
	}
	var text []byte
	fresh.store.View(func(installed *store.Tx) error {
		return f.store.View(func(tx *store.Tx) error {
			r := &drf.Request{Tx: tx, Contract: f.profile.Contract, Site: f.site, Now: f.now(), Say: messages.English}
			text = blueprint.Export(r, installed)
			return nil
		})
	})
	c.Data(http.StatusOK, "application/yaml", text)
}
