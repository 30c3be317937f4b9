namespace CleanES.Domain.OrderLines;

public sealed partial class OrderLine
{
#if (newEvent)
    public void ChangeAmount()
    {
        if (!IsAmountChanged) Raise(new AmountChanged());
    }
#else
    public void ChangeAmount() => Raise(new AmountChanged());
#endif
}
